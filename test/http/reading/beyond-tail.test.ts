import { expect, test } from "vitest";
import { formatOffset, parseOffset } from "../../../src/protocol/offset.ts";
import { errorIn, startServer } from "../start-server.ts";

test.each([1, 1000])("an offset %i beyond the tail has nothing, and leads to the tail", async (distance) => {
  const { url, store } = await startServer();
  for (const [path, contentType, empty] of [
    ["text", "text/plain", ""],
    ["json", "application/json", "[]"],
  ] as const) {
    const { tailOffset } = await store.create(path, { contentType, data: "1" });
    const beyond = after(tailOffset, distance);
    for (const query of [`offset=${beyond}`, `offset=${beyond}&live=long-poll`]) {
      const response = await fetch(`${url}${path}?${query}`);
      expect(response.status).toBe(200);
      expect(await response.text()).toBe(empty);
      expect(response.headers.get("Stream-Next-Offset")).toBe(tailOffset);
      expect(response.headers.get("Stream-Up-To-Date")).toBe("true");
      expect(response.headers.get("Stream-Closed")).toBeNull();
      expect(response.headers.has("Stream-Cursor")).toBe(query.includes("long-poll"));
      expect(response.headers.get("Cache-Control")).toContain("no-cache");
    }
  }
});

test("events from beyond the tail begin at the tail", async () => {
  const { url, store } = await startServer();
  const { tailOffset } = await store.create("log", { contentType: "text/plain", data: "before" });
  const response = await fetch(`${url}log?offset=${after(tailOffset, 1)}&live=sse`);
  await expect.poll(() => store.stats().subscriptions).toBe(1);
  await store.append("log", "next", { close: true });
  const text = await response.text();
  expect(text).toMatch(/^event: control\n/);
  expect(text).toContain(`"streamNextOffset":"${tailOffset}"`);
  expect(text).toContain("event: data\ndata:next\n");
  expect(text).not.toContain("before");
});

test("beyond the tail of a closed stream is its end, in each mode", async () => {
  const { url, store } = await startServer();
  const { tailOffset } = await store.create("log", { contentType: "text/plain", data: "x", closed: true });
  const beyond = after(tailOffset, 1);
  for (const live of ["", "&live=long-poll"]) {
    const response = await fetch(`${url}log?offset=${beyond}${live}`);
    expect([response.status, response.headers.get("Stream-Closed")]).toEqual([200, "true"]);
  }
  const events = await (await fetch(`${url}log?offset=${beyond}&live=sse`)).text();
  expect(events).toContain('"streamClosed":true');
});

test.each(["", "&live=long-poll", "&live=sse"])(
  "offsets of the stream before and of another store are refused, however large (%s)",
  async (live) => {
    const { url, store } = await startServer();
    const { tailOffset: old } = await store.create("log", { contentType: "text/plain", data: "x" });
    await store.delete("log");
    await store.create("log", { contentType: "text/plain", data: "y" });
    for (const offset of [old, after(old, 1), after(old, 1000)]) {
      const response = await fetch(`${url}log?offset=${offset}${live}`);
      expect(await errorIn(response)).toEqual({ status: 410, code: "GONE" });
    }
    const { streamId } = parseOffset((await store.head("log")).tailOffset);
    const response = await fetch(`${url}log?offset=${formatOffset(streamId + 1, 0)}${live}`);
    expect(await errorIn(response)).toEqual({ status: 400, code: "BAD_REQUEST" });
    expect(store.stats().subscriptions).toBe(0);
  },
);

function after(offset: string, distance: number): string {
  const { streamId, position } = parseOffset(offset);
  return formatOffset(streamId, position + distance);
}
