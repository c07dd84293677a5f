import { describe, expect, test } from "vitest";
import { nextCursor } from "../../src/http/live/cursor.ts";
import { startServer } from "./start-server.ts";

describe("caching", () => {
  test("an unchanged page responds with 304, and closing the stream changes its ETag", async () => {
    const { url, store } = await startServer();
    await store.create("log", { contentType: "text/plain", data: "hello" });
    const etag = (await fetch(`${url}log`)).headers.get("ETag")!;
    for (const tags of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
      const again = await fetch(`${url}log`, { headers: { "If-None-Match": tags } });
      expect(again.status).toBe(304);
      expect(again.headers.get("ETag")).toBe(etag);
      expect(await again.text()).toBe("");
    }
    await store.closeStream("log");
    const closed = await fetch(`${url}log`, { headers: { "If-None-Match": etag } });
    expect(closed.status).toBe(200);
    expect(closed.headers.get("Stream-Closed")).toBe("true");
  });

  test("a stream that was deleted and created again has other ETags", async () => {
    const { url, store } = await startServer();
    await store.create("log", { contentType: "text/plain", data: "hello" });
    const etag = (await fetch(`${url}log`)).headers.get("ETag")!;
    await store.delete("log");
    await store.create("log", { contentType: "text/plain", data: "other" });
    const response = await fetch(`${url}log`, { headers: { "If-None-Match": etag } });
    expect(await response.text()).toBe("other");
  });

  test("only a page that ends before the tail is cacheable without revalidation", async () => {
    const { url, store } = await startServer();
    await store.create("log");
    for (let n = 0; n < 3; n++) await store.append("log", new Uint8Array(1024 * 1024));
    const first = await fetch(`${url}log?limit=1`);
    expect(first.headers.get("Cache-Control")).toBe("private, max-age=60, stale-while-revalidate=300");
    expect(first.headers.get("Stream-Up-To-Date")).toBeNull();
    const now = await fetch(`${url}log?offset=now`);
    expect(now.headers.get("Cache-Control")).toBe("no-store");
    expect(now.headers.get("ETag")).toBeNull();
    const tail = await fetch(`${url}log?offset=${now.headers.get("Stream-Next-Offset")}`);
    expect(tail.headers.get("Cache-Control")).toBe("private, no-cache");
  });

  test("cursors count intervals of 20 seconds, and always advance", () => {
    const start = Date.UTC(2024, 9, 9);
    expect(nextCursor(null, start + 59_999)).toBe("2");
    expect(nextCursor("1", start + 59_999)).toBe("2");
    expect(nextCursor("nonsense", start + 59_999)).toBe("2");
    expect(nextCursor("9".repeat(400), start + 59_999)).toBe("2");
    expect(nextCursor("2", start + 59_999, () => 0)).toBe("3");
    expect(nextCursor("5", start + 59_999, () => 0)).toBe("6");
    expect(nextCursor("2", start + 59_999, () => 1)).toBe("182");
  });
});
