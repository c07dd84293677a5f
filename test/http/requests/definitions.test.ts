import { onTestFinished, expect, test } from "vitest";
import { serveStreams } from "../../../src/http/index.ts";
import { definitions, notes } from "../../support/store/definitions.ts";
import { openTestStore } from "../../support/open-store.ts";

const json = { "Content-Type": "application/json" };
const added = JSON.stringify({ type: "added", text: "Hi" });
const junk = JSON.stringify([{ type: "added", text: "Hi" }, { type: "added" }]);

async function serve() {
  const store = openTestStore({ inMemory: true, streams: definitions });
  const server = await serveStreams(store, { port: 0 });
  onTestFinished(() => server.close());
  const send = (method: string, path: string, body?: string, headers: Record<string, string> = json) =>
    fetch(`${server.url}${path}`, { method, headers, ...(body !== undefined && { body }) });
  return { store, send };
}

test("an append that does not fit its definition gets 422 with the issues, and nothing is stored", async () => {
  const { store, send } = await serve();
  for (const [method, path] of [
    ["POST", "notes/home"],
    ["PUT", "notes/home"],
    ["PUT", "notes/other"],
  ] as const) {
    const response = await send(method, path, junk);
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      error: { code: "INVALID", details: { issues: [{ path: ["text"] }], positions: [1] } },
    });
  }
  expect((await store.list()).streams).toEqual([]);
});

test("the first append creates a stream as it is defined, and PUT without a content type, too", async () => {
  const { store, send } = await serve();
  expect((await send("POST", "notes/home", added)).status).toBe(204);
  expect(await store.head(notes({ notebook: "home" }))).toMatchObject({ messageCount: 1, ttlSeconds: 3600 });
  expect((await send("PUT", "notes/other", undefined, {})).headers.get("content-type")).toBe(
    "application/json",
  );
  expect((await send("PUT", "notes/bytes", "x", { "Content-Type": "text/plain" })).status).toBe(409);
  expect((await send("POST", "notes/bytes", "x", { "Content-Type": "text/plain" })).status).toBe(409);
  expect((await send("POST", "elsewhere", added)).status).toBe(404);
  expect((await store.list()).streams.map(({ path }) => path)).toEqual(["notes/home", "notes/other"]);
});

test("a parameter with a slash is one segment of the URL", async () => {
  const { store, send } = await serve();
  const { path } = notes({ notebook: "a/b %" });
  await store.append(path, JSON.parse(added));
  expect((await send("GET", path.split("/").map(encodeURIComponent).join("/"), undefined, {})).status).toBe(
    200,
  );
});
