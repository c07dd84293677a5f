import { describe, expect, onTestFinished, test } from "vitest";
import { createStreamsHandler, type StreamsHandlerOptions } from "../../src/http/index.ts";
import { openStreamStore } from "../../src/store/index.ts";
import { errorIn } from "./start-server.ts";

describe("the handler without a server", () => {
  test.each(["streams://store?x=/log", "streams://store#/log"])("%s has no stream path", async (url) => {
    const { store } = open();
    await store.create("log", { contentType: "text/plain", data: "hello" });
    expect((await createStreamsHandler(store)(new Request(url))).status).toBe(404);
  });

  test.each(["long-poll", "sse"])("an aborted %s request leaves no subscription behind", async (live) => {
    const { store, handle } = open();
    await store.create("log", { contentType: "text/plain" });
    const client = new AbortController();
    const answered = handle(`log?offset=-1&live=${live}`, { signal: client.signal });
    await expect.poll(() => store.stats().subscriptions).toBe(1);
    client.abort();
    await expect.poll(() => store.stats().subscriptions).toBe(0);
    // A reader of the response reaches its end.
    await (await answered).text();
  });

  test("a request aborted before it is handled leaves no subscription behind", async () => {
    const { store, handle } = open();
    await store.create("log", { contentType: "text/plain" });
    const response = await handle("log?offset=-1&live=long-poll", { signal: AbortSignal.abort() });
    expect(response.status).toBe(204);
    expect(store.stats().subscriptions).toBe(0);
  });

  test("a long-poll ends at its timeout, or with the next append", async () => {
    const { store, handle } = open({ longPollTimeoutMs: 50 });
    const { tailOffset } = await store.create("log", { contentType: "text/plain" });
    const timedOut = await handle("log?offset=-1&live=long-poll");
    expect(timedOut.status).toBe(204);
    expect(timedOut.headers.get("Stream-Next-Offset")).toBe(tailOffset);
    const patient = createStreamsHandler(store);
    const answered = patient(new Request("http://test/log?offset=now&live=long-poll"));
    await expect.poll(() => store.stats().subscriptions).toBe(1);
    await store.append("log", "hello");
    expect(await (await answered).text()).toBe("hello");
    expect(store.stats().subscriptions).toBe(0);
  });

  test.each(["/", "", "/v1/stream", "v1/stream/"])(
    "serves streams below the base path %j",
    async (basePath) => {
      const { store, handle } = open({ basePath });
      const root = `${basePath.replaceAll(/^\/|\/$/g, "")}/`.replace(/^\//, "");
      const response = await handle(`${root}a/b?x=1`, { method: "PUT" });
      expect(response.headers.get("Location")).toBe(`http://test/${root}a/b`);
      expect((await store.head("a/b")).contentType).toBe("application/octet-stream");
    },
  );

  test("passes paths below __ds to the reserved option, even with an encoded __ds", async () => {
    const paths: string[] = [];
    const reserved = async (_: Request, path: string) => {
      paths.push(path);
      return new Response("reserved");
    };
    const { handle } = open({ reserved, authorize: () => false });
    for (const path of ["__ds", "__ds/x", "%5F_ds/a%2Fb"])
      expect(await (await handle(path)).text()).toBe("reserved");
    expect(paths).toEqual(["__ds", "__ds/x", "%5F_ds/a%2Fb"]);
    expect(await errorIn(await handle("x/__ds"))).toEqual({ status: 403, code: "FORBIDDEN" });
  });

  test("adds the common headers to a response of the reserved option, and keeps the others", async () => {
    const headers = new Headers([
      ["Set-Cookie", "a=1"],
      ["Set-Cookie", "b=2"],
      ["Vary", "Accept"],
      ["X-Content-Type-Options", "own"],
    ]);
    const reserved = async () => new Response("reserved", { status: 202, headers });
    const { handle } = open({ reserved, cors: { origins: ["https://app.example"] } });
    const response = await handle("__ds/x", { headers: { Origin: "https://app.example" } });
    expect(response.status).toBe(202);
    expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    expect(response.headers.get("Vary")).toBe("Accept, Origin");
    expect(response.headers.get("X-Content-Type-Options")).toBe("nosniff");
    expect(response.headers.get("Access-Control-Allow-Origin")).toBe("https://app.example");
    expect(await response.text()).toBe("reserved");
  });

  test("passes on a response of the reserved option whose headers are immutable", async () => {
    const reserved = async () => Response.redirect("http://test/elsewhere");
    const response = await open({ reserved }).handle("__ds/x");
    expect(response.status).toBe(302);
    expect(response.headers.get("Location")).toBe("http://test/elsewhere");
    expect(response.headers.get("X-Content-Type-Options")).toBe("nosniff");
  });

  test("refuses a request unless authorize returns true", async () => {
    const { handle } = open({ authorize: (() => "none") as unknown as () => boolean });
    expect(await errorIn(await handle("log"))).toEqual({ status: 403, code: "FORBIDDEN" });
  });
});

function open(options: StreamsHandlerOptions = {}) {
  const store = openStreamStore({ inMemory: true });
  onTestFinished(() => store.close());
  const handler = createStreamsHandler(store, options);
  const handle = (path: string, init?: RequestInit) => handler(new Request(`http://test/${path}`, init));
  return { store, handle };
}
