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

  test("a page that ended at the tail has another ETag once it does not", async () => {
    const { url, store } = await startServer();
    await store.create("log", { contentType: "application/json", data: [1, 2] });
    const first = await fetch(`${url}log?limit=2`);
    expect(first.headers.get("Stream-Up-To-Date")).toBe("true");
    await store.append("log", 3);
    const again = await fetch(`${url}log?limit=2`, {
      headers: { "If-None-Match": first.headers.get("ETag")! },
    });
    expect(again.status).toBe(200);
    expect(again.headers.get("Stream-Up-To-Date")).toBeNull();
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

  test("caches ask before each use of a page, and for each client", async () => {
    const { url, store } = await startServer();
    await store.create("log");
    for (let n = 0; n < 3; n++) await store.append("log", new Uint8Array(1024 * 1024));
    const now = await fetch(`${url}log?offset=now`);
    expect(now.headers.get("Cache-Control")).toBe("no-store");
    expect(now.headers.get("ETag")).toBeNull();
    const tail = now.headers.get("Stream-Next-Offset");
    for (const query of ["", "?offset=-1", `?offset=${tail}`, "?offset=-1&live=long-poll"]) {
      const page = await fetch(url + "log" + query);
      expect(page.headers.get("Cache-Control")).toMatch(/^private, no-cache(, no-transform)?$/);
      expect(page.headers.get("Vary")).toBe("Authorization, Origin");
      const headers = { "If-None-Match": page.headers.get("ETag")! };
      const unchanged = await fetch(url + "log" + query, { headers });
      expect(unchanged.headers.get("Cache-Control")).toBe(page.headers.get("Cache-Control"));
      expect(unchanged.headers.get("Vary")).toBe("Authorization, Origin");
    }
  });

  test("caches may reuse what a public stream holds, and ask whether there is more", async () => {
    const { url, store } = await startServer({ isPublic: (path) => path.startsWith("public/") });
    const { tailOffset } = await store.create("public/log", { contentType: "text/plain", data: "hello" });
    await store.create("log", { contentType: "text/plain", data: "hello" });
    const cachingOf = async (target: string) => {
      const { headers } = await fetch(url + target);
      return [headers.get("Cache-Control"), headers.get("Vary")];
    };
    const reusable = "public, max-age=60, stale-while-revalidate=300";
    expect(await cachingOf("public/log")).toEqual([reusable, "Origin"]);
    expect(await cachingOf(`public/log?offset=${tailOffset}`)).toEqual(["public, no-cache", "Origin"]);
    expect(await cachingOf("public/log?offset=now")).toEqual(["no-store", "Origin"]);
    expect(await cachingOf("public/log?offset=-1&live=long-poll")).toEqual([
      `${reusable}, no-transform`,
      "Origin",
    ]);
    expect(await cachingOf("log")).toEqual(["private, no-cache", "Authorization, Origin"]);
  });

  test("another store has other ETags, even if its streams have the same ids", async () => {
    const etags = new Set<string>();
    for (const data of ["hello", "other"]) {
      const { url, store } = await startServer();
      await store.create("log", { contentType: "text/plain", data });
      etags.add((await fetch(`${url}log`)).headers.get("ETag")!);
    }
    expect(etags.size).toBe(2);
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
