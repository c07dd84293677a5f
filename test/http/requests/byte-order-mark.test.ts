import { expect, test } from "vitest";
import { errorIn, startServer } from "../start-server.ts";

const headers = { "Content-Type": "application/json" };

test.each(["PUT", "POST"] as const)(
  "a byte order mark before the JSON of a %s is left out",
  async (method) => {
    const { url, store } = await startServer();
    if (method === "POST") await store.create("log", { contentType: "application/json" });
    const init = { method, headers, body: '\ufeff[{"n":1.0},2]' };
    const response = await fetch(`${url}log`, init);
    expect(response.ok).toBe(true);
    expect(await (await fetch(`${url}log`)).text()).toBe('[{"n":1.0},2]');
  },
);

test("JSON in UTF-16 is refused as not UTF-8, and a byte order mark alone as no JSON", async () => {
  const { url, store } = await startServer();
  await store.create("log", { contentType: "application/json" });
  for (const body of [Buffer.from('\ufeff{"n":1}', "utf16le"), Buffer.from("\ufeff")]) {
    const refused = await fetch(`${url}log`, { method: "POST", headers, body });
    expect(await errorIn(refused)).toEqual({ status: 400, code: "BAD_REQUEST" });
  }
});

test("text keeps its byte order mark, also in a fork that inherits its type", async () => {
  const { url, store } = await startServer();
  await store.create("log", { contentType: "text/plain" });
  const text = { "Content-Type": "text/plain" };
  await fetch(`${url}log`, { method: "POST", headers: text, body: "\ufeffa" });
  const fork = await fetch(`${url}fork`, {
    method: "PUT",
    headers: { "Stream-Forked-From": "/log" },
    body: Buffer.from("\ufeffb"),
  });
  expect(fork.status).toBe(201);
  const stored = Buffer.from(await (await fetch(`${url}fork`)).arrayBuffer());
  expect(stored.toString()).toBe("\ufeffa\ufeffb");
});
