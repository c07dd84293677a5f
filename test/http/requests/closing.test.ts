import { describe, expect, test } from "vitest";
import { errorIn, startServer } from "../start-server.ts";

const text = { "Content-Type": "text/plain" };

describe("Stream-Closed", () => {
  test.each(["true", "TRUE", "True"])("%s closes", async (value) => {
    const { url, store } = await startServer();
    const headers = { ...text, "Stream-Closed": value };
    expect((await fetch(`${url}new`, { method: "PUT", headers })).headers.get("Stream-Closed")).toBe("true");
    await store.create("log", { contentType: "text/plain" });
    const closed = await fetch(`${url}log`, { method: "POST", headers, body: "last" });
    expect([closed.status, closed.headers.get("Stream-Closed")]).toEqual([204, "true"]);
    expect((await store.head("new")).closed && (await store.head("log")).closed).toBe(true);
  });

  test.each(["false", "yes", "1", "", "true, true", '"true"'])("%j counts as absent", async (value) => {
    const { url, store } = await startServer();
    const headers = { ...text, "Stream-Closed": value };
    expect((await fetch(`${url}log`, { method: "PUT", headers })).status).toBe(201);
    expect((await fetch(`${url}log`, { method: "POST", headers, body: "x" })).status).toBe(204);
    const empty = await fetch(`${url}log`, { method: "POST", headers });
    expect(await errorIn(empty)).toEqual({ status: 400, code: "BAD_REQUEST" });
    expect((await store.head("log")).closed).toBe(false);
  });

  test.each([
    ["an open", false, {}, 200],
    ["a closed", true, {}, 409],
    ["a closed", true, { "Stream-Closed": "true" }, 200],
    ["an open", false, { "Stream-Closed": "true" }, 409],
  ])("must match in a PUT: %s stream (%s) and %j give %i", async (_, closed, headers, status) => {
    const { url, store } = await startServer();
    await store.create("log", { contentType: "text/plain", closed });
    const response = await fetch(`${url}log`, { method: "PUT", headers: { ...text, ...headers } });
    expect(response.status).toBe(status);
    expect((await store.head("log")).closed).toBe(closed);
  });

  test("is in the response to each append that a closed stream refuses, whatever else is wrong with it", async () => {
    const { url, store } = await startServer();
    await store.create("log", { contentType: "text/plain", data: "x" });
    const { offset } = await store.append("log", "y", { seq: "b", close: true });
    for (const headers of [
      text,
      { ...text, "Stream-Closed": "true" },
      { "Content-Type": "text/html" },
      { ...text, "Stream-Seq": "a" },
      { ...text, "Producer-Id": "a", "Producer-Epoch": "0", "Producer-Seq": "7" },
    ]) {
      const response = await fetch(`${url}log`, { method: "POST", headers, body: "z" });
      expect(response.headers.get("Stream-Closed")).toBe("true");
      expect(response.headers.get("Stream-Next-Offset")).toBe(offset);
      expect(await errorIn(response)).toEqual({ status: 409, code: "CLOSED" });
    }
  });

  test("ends a read from now at once, in each mode", async () => {
    const { url, store } = await startServer();
    const { tailOffset } = await store.create("log", { contentType: "text/plain", data: "x", closed: true });
    for (const [query, status] of [
      ["offset=now", 200],
      ["offset=now&live=long-poll", 204],
    ] as const) {
      const response = await fetch(`${url}log?${query}`);
      expect(response.status).toBe(status);
      expect(await response.text()).toBe("");
      const names = ["Stream-Closed", "Stream-Up-To-Date", "Stream-Next-Offset"];
      expect(names.map((name) => response.headers.get(name))).toEqual(["true", "true", tailOffset]);
    }
    const events = await (await fetch(`${url}log?offset=now&live=sse`)).text();
    const control = { streamNextOffset: tailOffset, upToDate: true, streamClosed: true };
    expect(events).toBe(`event: control\ndata:${JSON.stringify(control)}\n\n`);
  });
});

test("a conflict of the content type comes before one of the seq", async () => {
  const { url, store } = await startServer();
  await store.create("log", { contentType: "text/plain", data: "x" });
  await store.append("log", "y", { seq: "b" });
  const headers = { "Content-Type": "text/html", "Stream-Seq": "a" };
  const response = await fetch(`${url}log`, { method: "POST", headers, body: "z" });
  expect(await errorIn(response)).toEqual({ status: 409, code: "CONTENT_TYPE_MISMATCH" });
});
