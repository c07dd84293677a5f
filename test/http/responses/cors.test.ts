import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { createStreamsHandler, serveStreams } from "../../../src/http/index.ts";
import { openStreamStore } from "../../../src/store/index.ts";
import { errorIn, startServer } from "../start-server.ts";

const origin = "https://app.example";
const origins = [origin, "https://other.example"];

describe("a page of a listed origin can read each refusal", () => {
  test.each<[string, string, { method?: string; headers?: Record<string, string>; body?: string }, number]>([
    ["without the token", "log", {}, 401],
    ["of a wake without its token", "__ds/subscriptions/a/ack", { method: "POST" }, 401],
    ["by authorize", "secret", { headers: { Authorization: "Bearer token" } }, 403],
    ["of a missing stream", "missing", { headers: { Authorization: "Bearer token" } }, 404],
    ["of a method", "log", { method: "PATCH", headers: { Authorization: "Bearer token" } }, 405],
    ["of a large body", "log", { method: "PUT", body: "x".repeat(2000) }, 413],
  ])("%s", async (_, path, init, status) => {
    const authorize = (_request: Request, path: string) => path !== "secret";
    const { url } = await startServer({ token: "token", origins, authorize, maxBodyBytes: 1000 });
    const headers = {
      ...(status === 413 && { Authorization: "Bearer token" }),
      ...init.headers,
      Origin: origin,
    };
    const response = await fetch(url + path, { ...init, headers });
    expect(response.status).toBe(status);
    expect(response.headers.get("Access-Control-Allow-Origin")).toBe(origin);
    expect(response.headers.get("Vary")).toMatch(/\bOrigin\b/);
    const exposed = response.headers.get("Access-Control-Expose-Headers")!;
    for (const name of ["WWW-Authenticate", "Allow", "Accept-Encoding", "Retry-After", "ETag"])
      expect(exposed).toContain(name);
    await errorIn(response);
  });

  test("of too many large bodies, and of a closed store", async () => {
    const { url, store } = await startServer({ origins, maxBodiesBytes: 1024 * 1024 });
    const { host, port } = new URL(url);
    const socket = connect(Number(port), "127.0.0.1");
    // The second of them is refused: the server holds the first.
    const half = `PUT /a HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 1000000\r\n\r\nx`;
    socket.write(half);
    await expect
      .poll(async () => {
        const body = new Uint8Array(1_000_000);
        const response = await fetch(`${url}b`, { method: "PUT", headers: { Origin: origin }, body });
        await response.body?.cancel();
        return [response.status, response.headers.get("Access-Control-Allow-Origin")];
      })
      .toEqual([429, origin]);
    socket.destroy();
    await store.close();
    const closed = await fetch(`${url}b`, { headers: { Origin: origin } });
    expect([closed.status, closed.headers.get("Access-Control-Allow-Origin")]).toEqual([503, origin]);
  });

  test.each([
    ["large headers", `A: ${"x".repeat(20_000)}\r\n`, "", 431],
    ["an invalid header", "Host : a\r\n", "", 400],
    ["two content lengths", "Content-Length: 1\r\nContent-Length: 2\r\n", "", 400],
    ["an unknown expectation", "Expect: x\r\n", "", 417],
    ["a chunk without a size", "Transfer-Encoding: chunked\r\n", "nonsense\r\n", 400],
    ["a body that never ends", "Content-Length: 2\r\n", "x", 408],
  ])("with %s", async (_, headers, body, status) => {
    const { url } = await startServer({ origins, requestTimeoutMs: status === 408 ? 200 : 30_000 });
    const start = `POST /log HTTP/1.1\r\nHost: ${new URL(url).host}\r\norigin: ${origin}\r\n`;
    const response = await answerTo(url, `${start}${headers}\r\n${body}`);
    expect(response).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(response).toContain(`\r\nAccess-Control-Allow-Origin: ${origin}\r\n`);
    expect(response).toContain("\r\nVary: Origin\r\n");
    expect(response).toContain("\r\nCache-Control: no-store\r\n");
  });

  // The server does not know which origin sends them.
  test("with headers that never end, if no other origin is listed", async () => {
    const { url } = await startServer({ origins: [origin], requestTimeoutMs: 200 });
    const response = await answerTo(url, `POST /log HTTP/1.1\r\nHost: ${new URL(url).host}\r\n`);
    expect(response).toMatch(/^HTTP\/1.1 408 /);
    expect(response).toContain(`\r\nAccess-Control-Allow-Origin: ${origin}\r\n`);
  });
});

test.each([
  ["a wrong token", "Authorization: Bearer wrong\r\n"],
  ["large headers", `A: ${"x".repeat(20_000)}\r\n`],
  ["an unknown expectation", "Expect: x\r\n"],
])("a page of another origin cannot read a refusal of %s", async (_, headers) => {
  const { url } = await startServer({ token: "token", origins });
  const start = `GET /log HTTP/1.1\r\nHost: ${new URL(url).host}\r\nConnection: close\r\n`;
  const response = await answerTo(url, `${start}Origin: https://evil.example\r\n${headers}\r\n`);
  expect(response).toMatch(/^HTTP\/1.1 4/);
  expect(response).not.toContain("Access-Control-Allow-Origin");
});

test("an origin may be listed as addresses are written: with a slash, capitals or the default port", async () => {
  const listed = ["https://App.Example:443/", "app://bundle", "file://", "null", "http://127.0.0.1:5173"];
  const { url } = await startServer({ origins: listed });
  for (const sent of [origin, ...listed.slice(1)]) {
    const response = await fetch(`${url}log`, { headers: { Origin: sent } });
    expect(response.headers.get("Access-Control-Allow-Origin")).toBe(sent);
  }
});

test.each(["*", "app.example", "https://app.example/page", "https://*.app.example", ""])(
  "%j is refused as an origin",
  async (listed) => {
    const store = openStreamStore({ inMemory: true });
    onTestFinished(() => store.close());
    const refusal = { code: "BAD_REQUEST", message: expect.stringContaining("is not an origin") };
    await expect(serveStreams(store, { port: 0, origins: [listed] })).rejects.toMatchObject(refusal);
    expect(() => createStreamsHandler(store, { cors: { origins: [listed] } })).toThrow("is not an origin");
  },
);

describe("a preflight", () => {
  const question = { "Access-Control-Request-Method": "POST" };

  test("allows a listed origin whatever it sends", async () => {
    const { url } = await startServer({ token: "token", origins });
    const response = await fetch(`${url}log`, {
      method: "OPTIONS",
      headers: {
        ...question,
        Origin: origin,
        "Access-Control-Request-Headers": "baggage,content-type, traceparent,x-request-id",
      },
    });
    expect(response.status).toBe(204);
    const allowed = response.headers.get("Access-Control-Allow-Headers")!.split(", ");
    expect(allowed).toEqual(expect.arrayContaining(["Stream-Seq", "baggage", "traceparent", "x-request-id"]));
    expect(allowed.filter((name) => /^content-type$/i.test(name))).toEqual(["Content-Type"]);
    expect(response.headers.get("Vary")).toBe(
      "Access-Control-Request-Headers, Access-Control-Request-Private-Network, Origin",
    );
    expect(response.headers.get("Access-Control-Allow-Private-Network")).toBeNull();
  });

  test("allows a listed origin of another network to send requests to this one", async () => {
    const { url } = await startServer({ origins });
    const response = await fetch(`${url}log`, {
      method: "OPTIONS",
      headers: { ...question, Origin: origin, "Access-Control-Request-Private-Network": "true" },
    });
    expect(response.headers.get("Access-Control-Allow-Private-Network")).toBe("true");
  });

  test("allows another origin nothing", async () => {
    const { url, store } = await startServer({ origins });
    const headers = {
      ...question,
      Origin: "https://evil.example",
      "Access-Control-Request-Headers": "traceparent",
      "Access-Control-Request-Private-Network": "true",
    };
    const handle = createStreamsHandler(store, { cors: { origins } });
    for (const response of [
      await fetch(`${url}log`, { method: "OPTIONS", headers }),
      await handle(new Request(`${url}log`, { method: "OPTIONS", headers })),
    ]) {
      const names = [...response.headers.keys()].filter((name) => name.startsWith("access-control-"));
      expect(names).toEqual([]);
    }
  });

  test("names no header that is none", async () => {
    const { store } = await startServer();
    const handle = createStreamsHandler(store, { cors: { origins: "*" } });
    for (const names of ["a b", "a,,b", "a;b", ","]) {
      const response = await handle(
        new Request("http://test/log", {
          method: "OPTIONS",
          headers: { ...question, "Access-Control-Request-Headers": names },
        }),
      );
      expect(response.headers.get("Access-Control-Allow-Headers")).toMatch(/Producer-Seq$/);
    }
  });
});

/** Everything that the server sends until it closes the connection. */
async function answerTo(url: string, request: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  socket.on("error", () => {});
  let text = "";
  socket.on("data", (data) => (text += String(data)));
  socket.write(request);
  await once(socket, "close");
  return text;
}
