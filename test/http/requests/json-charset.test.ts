import { expect, test } from "vitest";
import { errorIn, startServer } from "../start-server.ts";

const others = [
  "application/json; charset=utf-16",
  'Application/JSON; Charset="UTF-16LE"',
  "application/json; charset=iso-8859-1",
  "application/json; charset=nonsense",
];

test.each(others)("PUT refuses %s: JSON is UTF-8", async (contentType) => {
  const { url, store } = await startServer();
  const headers = { "Content-Type": contentType };
  for (const body of [undefined, Buffer.from("[1]", "utf16le")]) {
    const response = await fetch(`${url}log`, { method: "PUT", headers, ...(body && { body }) });
    expect(await errorIn(response)).toEqual({ status: 400, code: "BAD_REQUEST" });
  }
  expect((await store.list()).streams).toEqual([]);
});

test.each(others)("POST refuses %s, and a PUT of a stream that exists", async (contentType) => {
  const { url, store } = await startServer();
  await store.create("log", { contentType: "application/json" });
  const headers = { "Content-Type": contentType };
  const body = Buffer.from("[1]", "utf16le");
  const appended = await fetch(`${url}log`, { method: "POST", headers, body });
  expect(await errorIn(appended)).toEqual({ status: 409, code: "CONTENT_TYPE_MISMATCH" });
  const created = await fetch(`${url}log`, { method: "PUT", headers });
  expect(await errorIn(created)).toEqual({ status: 400, code: "BAD_REQUEST" });
  expect((await store.head("log")).messageCount).toBe(0);
});

test.each(["application/json; charset=utf-8", 'application/json;charset="UTF8"'])(
  "%s is JSON",
  async (contentType) => {
    const { url, store } = await startServer();
    const headers = { "Content-Type": contentType };
    expect((await fetch(`${url}log`, { method: "PUT", headers, body: "[1]" })).status).toBe(201);
    expect((await fetch(`${url}log`, { method: "POST", headers, body: '{"ü":2}' })).status).toBe(204);
    expect((await store.read("log")).messages.map(({ data }) => data)).toEqual([1, { ü: 2 }]);
  },
);
