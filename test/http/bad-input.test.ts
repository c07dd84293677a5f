import { describe, expect, test } from "vitest";
import { errorIn, startServer } from "./start-server.ts";

const text = { "Content-Type": "text/plain" };

describe("invalid requests", () => {
  test.each<[string, Record<string, string>]>([
    ["both a TTL and an expiry date", { "Stream-TTL": "60", "Stream-Expires-At": "2099-01-01T00:00:00Z" }],
    ["a TTL with a plus sign", { "Stream-TTL": "+60" }],
    ["a TTL beyond 2^53", { "Stream-TTL": "9".repeat(400) }],
    ["an empty TTL", { "Stream-TTL": "" }],
    ["an expiry date that is not a timestamp", { "Stream-Expires-At": "tomorrow" }],
    ["an expiry date that does not exist", { "Stream-Expires-At": "2099-02-31T25:00:00Z" }],
    ["an invalid content type", { "Content-Type": "nonsense" }],
    ["a fork offset without a source", { "Stream-Fork-Offset": "-1" }],
    ["a fork source outside the stream root", { "Stream-Forked-From": "elsewhere" }],
    ["a fork source with an encoded slash", { "Stream-Forked-From": "/v1/stream/a%2Fb" }],
    ["a fork source with an invalid escape", { "Stream-Forked-From": "/v1/stream/%zz" }],
  ])("PUT with %s responds with 400", async (_, headers) => {
    const { url, store } = await startServer({ basePath: "/v1/stream" });
    const response = await fetch(`${url}new`, { method: "PUT", headers: { ...text, ...headers } });
    expect(await errorIn(response)).toEqual({ status: 400, code: "BAD_REQUEST" });
    expect(store.stats().streams).toBe(0);
  });

  test.each<[string, Record<string, string>]>([
    ["one producer header missing", { "Producer-Id": "a", "Producer-Epoch": "0" }],
    ["an epoch that is not an integer", { "Producer-Id": "a", "Producer-Epoch": "1e3", "Producer-Seq": "0" }],
    [
      "a producer seq beyond 2^53",
      { "Producer-Id": "a", "Producer-Epoch": "0", "Producer-Seq": "9007199254740993" },
    ],
    ["an empty producer id", { "Producer-Id": "", "Producer-Epoch": "0", "Producer-Seq": "0" }],
    ["a Stream-Seq of 5,000 characters", { "Stream-Seq": "9".repeat(5000) }],
  ])("POST with %s responds with 400", async (_, headers) => {
    const { url, store } = await startServer();
    const { tailOffset } = await store.create("log", { contentType: "text/plain" });
    const response = await fetch(`${url}log`, {
      method: "POST",
      headers: { ...text, ...headers },
      body: "x",
    });
    expect(await errorIn(response)).toEqual({ status: 400, code: "BAD_REQUEST" });
    expect((await store.head("log")).tailOffset).toBe(tailOffset);
  });

  test.each([
    "offset=",
    "offset=nonsense",
    "offset=0_0",
    "offset=-1&offset=-1",
    "offset=999999999_99999999999",
    "offset=-1&live=never",
    "live=sse",
    "live=long-poll",
    "offset=%00&live=sse",
    "offset=nonsense&live=long-poll",
  ])("GET with ?%s responds with 400", async (query) => {
    const { url, store } = await startServer();
    await store.create("log", { contentType: "text/plain" });
    const before = store.stats().subscriptions;
    const response = await fetch(`${url}log?${query}`);
    expect(await errorIn(response)).toEqual({ status: 400, code: "BAD_REQUEST" });
    expect(store.stats().subscriptions).toBe(before);
  });

  test.each(["%", "%zz", "%ff", "a%2Fb", "a//b", "a/", "", "%00", "a%0Ab", "x".repeat(2000)])(
    "PUT to the path %j responds with 400",
    async (path) => {
      const { url, store } = await startServer({ basePath: "/v1/stream" });
      const response = await fetch(url + path, { method: "PUT", headers: text });
      expect(await errorIn(response)).toEqual({ status: 400, code: "BAD_REQUEST" });
      expect(store.stats().streams).toBe(0);
    },
  );

  test("a path outside the stream root responds with 404", async () => {
    const { url } = await startServer({ basePath: "/v1/stream" });
    for (const path of ["../other", "%2e%2e/other", "../streams/a"]) {
      expect(await errorIn(await fetch(url + path, { method: "PUT" }))).toEqual({
        status: 404,
        code: "NOT_FOUND",
      });
    }
  });

  test("decodes a path once", async () => {
    const { url, store } = await startServer();
    await fetch(`${url}caf%C3%A9/100%2525`, { method: "PUT", headers: text });
    expect((await store.head("café/100%25")).contentType).toBe("text/plain");
  });

  test("an unknown method responds with 405 and lists the allowed methods", async () => {
    const { url } = await startServer();
    const response = await fetch(`${url}log`, { method: "PATCH" });
    expect(response.headers.get("Allow")).toContain("POST");
    expect(await errorIn(response)).toEqual({ status: 405, code: "METHOD_NOT_ALLOWED" });
  });

  test.each<[string, BodyInit, string]>([
    ["invalid JSON", "{", "BAD_REQUEST"],
    ["an empty array", "[]", "BAD_REQUEST"],
    ["invalid UTF-8", Uint8Array.of(0x22, 0xff, 0x22), "BAD_REQUEST"],
    ["an empty body", "", "BAD_REQUEST"],
  ])("appending %s to a JSON stream responds with 400", async (_, body, code) => {
    const { url, store } = await startServer();
    await store.create("log", { contentType: "application/json" });
    const headers = { "Content-Type": "application/json" };
    const response = await fetch(`${url}log`, { method: "POST", headers, body });
    expect(await errorIn(response)).toEqual({ status: 400, code });
    expect((await store.head("log")).messageCount).toBe(0);
  });

  test.each<[string, Record<string, string>]>([
    ["a writer", {}],
    ["a producer", { "Producer-Id": "a", "Producer-Epoch": "0", "Producer-Seq": "0" }],
  ])("an empty array of %s closes no stream", async (_, producer) => {
    const { url, store } = await startServer();
    await store.create("log", { contentType: "application/json" });
    const headers = { "Content-Type": "application/json", "Stream-Closed": "true", ...producer };
    for (const body of ["[]", " [\n] "]) {
      const response = await fetch(`${url}log`, { method: "POST", headers, body });
      expect(await errorIn(response)).toEqual({ status: 400, code: "BAD_REQUEST" });
    }
    expect((await store.head("log")).closed).toBe(false);
    expect((await fetch(`${url}log`, { method: "POST", headers })).status).toBe(204);
    const later = { "Content-Type": "application/json", "Stream-Closed": "true" };
    const again = await fetch(`${url}log`, { method: "POST", headers: later, body: "[]" });
    expect([again.status, again.headers.get("Stream-Closed")]).toEqual([409, "true"]);
  });

  test("a lower Stream-Seq responds with the words that official clients look for", async () => {
    const { url, store } = await startServer();
    await store.create("log", { contentType: "text/plain", data: "x" });
    await store.append("log", "y", { seq: "b" });
    const headers = { ...text, "Stream-Seq": "a" };
    const response = await fetch(`${url}log`, { method: "POST", headers, body: "z" });
    expect(response.status).toBe(409);
    expect(await response.text()).toMatch(/sequence conflict/i);
  });

  test("an internal error responds with 500, hides its text, and is logged", async () => {
    const logged: unknown[] = [];
    const { url } = await startServer({
      logger: { error: (...args: unknown[]) => void logged.push(...args) },
      authorize: () => {
        throw new Error("secret at /etc/passwd");
      },
    });
    const response = await fetch(`${url}log`);
    expect(response.status).toBe(500);
    expect(await response.text()).toBe(
      '{"error":{"code":"STORE_FAILED","message":"the server cannot do this now"}}',
    );
    expect(String(logged)).toContain("secret");
  });

  test("closes the connection if the logger throws, and keeps serving", async () => {
    const { url } = await startServer({
      logger: {
        error: () => {
          throw new Error("no space left for logs");
        },
      },
      authorize: (_request, path) => {
        if (path === "log") throw new Error("fails");
        return true;
      },
    });
    await expect(fetch(`${url}log`)).rejects.toThrow();
    expect((await fetch(`${url}missing`)).status).toBe(404);
  });

  test("responds with 503 after the store was closed", async () => {
    const { url, store } = await startServer();
    await store.close();
    expect(await errorIn(await fetch(`${url}log`))).toEqual({ status: 503, code: "STORE_CLOSED" });
  });
});
