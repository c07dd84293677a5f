import { describe, expect, test } from "vitest";
import { errorIn, startServer } from "../start-server.ts";

describe("reads from the tail, backwards and since a time, which the protocol does not have", () => {
  test("last starts so many messages before the tail, and says where its page starts and ends", async () => {
    const { read, tailOffset } = await startLog();
    const response = await read("last=2");
    expect(await response.json()).toEqual([4, 5]);
    expect(response.headers.get("Stream-Next-Offset")).toBe(tailOffset);
    expect(response.headers.get("Stream-Up-To-Date")).toBe("true");
    const before = await read(`before=${response.headers.get("Stream-Previous-Offset")}&limit=2`);
    expect(await before.json()).toEqual([2, 3]);
    expect(before.headers.get("Stream-Next-Offset")).toBe(response.headers.get("Stream-Previous-Offset"));
    expect(before.headers.get("Stream-Up-To-Date")).toBeNull();
    const first = await read(`before=${before.headers.get("Stream-Previous-Offset")}`);
    expect(await first.json()).toEqual([1]);
    const none = await read(`before=${first.headers.get("Stream-Previous-Offset")}`);
    expect(await none.json()).toEqual([]);
    expect(none.headers.get("Stream-Previous-Offset")).toBe(none.headers.get("Stream-Next-Offset"));
  });

  test("since starts with the first message of that time or later", async () => {
    const { read, store } = await startLog();
    expect(await (await read("since=2020-01-01T00:00:00Z")).json()).toEqual([1, 2, 3, 4, 5]);
    const later = new Date(Date.now() + 3_600_000).toISOString();
    const response = await read(`since=${later}`);
    expect(await response.json()).toEqual([]);
    expect(response.headers.get("Stream-Next-Offset")).toBe((await store.head("log")).tailOffset);
  });

  test("a response of the last messages is asked for again before each use, also by caches of public streams", async () => {
    const { url, store } = await startServer({ isPublic: () => true });
    await store.create("log", { contentType: "application/json", data: [1, 2] });
    const read = async (query: string) => (await fetch(`${url}log?${query}`)).headers.get("Cache-Control");
    expect(await read("last=1")).toBe("public, no-cache");
    expect(await read("since=2020-01-01T00:00:00Z")).toBe("public, no-cache");
    expect(await read("before=now")).toBe("no-store");
  });

  test.each([
    "last=-1",
    "last=1.5",
    "last=",
    "last=x",
    "since=",
    "since=yesterday",
    "since=0",
    "before=",
    "before=x",
    "last=1&before=now",
    "last=1&since=2020-01-01T00:00:00Z",
    "last=1&offset=-1",
    "last=1&live=sse&offset=now",
    "before=now&live=long-poll",
  ])("refuses %s", async (query) => {
    const { read } = await startLog();
    expect(await errorIn(await read(query))).toEqual({ status: 400, code: "BAD_REQUEST" });
  });
});

async function startLog() {
  const { url, store } = await startServer();
  await store.create("log", { contentType: "application/json", data: [1, 2, 3, 4, 5] });
  const { tailOffset } = await store.head("log");
  return { store, tailOffset, read: (query: string) => fetch(`${url}log?${query}`) };
}
