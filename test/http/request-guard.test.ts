import { request } from "node:http";
import { describe, expect, test } from "vitest";
import { RequestGuard } from "../../src/http/server/request-guard.ts";
import { errorIn, startServer } from "./start-server.ts";

describe("the guard of a server", () => {
  test.each(["evil.example", "127.0.0.1", "127.0.0.1:1", "0.0.0.0"])("refuses the Host %s", async (host) => {
    const { url } = await startServer();
    expect(await statusOf(url, { Host: host })).toBe(403);
  });

  test("accepts the addresses of this machine with the port as Host", async () => {
    const { url } = await startServer();
    const { port } = new URL(url);
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`]) {
      expect(await statusOf(url, { Host: host })).toBe(404);
    }
  });

  test("accepts names of hosts in any letter case, and without the port if it is the default one", async () => {
    const { url } = await startServer();
    expect(await statusOf(url, { Host: `LocalHost:${new URL(url).port}` })).toBe(404);
    const guard = new RequestGuard({ port: 80, token: undefined, origins: [], basePath: "/" });
    const check = (host: string) => guard.checkSender(new Request("http://localhost", { headers: { host } }));
    for (const host of ["localhost", "127.0.0.1", "localhost:80"]) check(host);
    expect(() => check("evil.example")).toThrow("the Host must be");
  });

  test("refuses pages unless their origin is listed", async () => {
    const { url, store } = await startServer({ origins: ["https://app.example"] });
    await store.create("log");
    for (const origin of ["https://evil.example", "null", "https://app.example.evil.example"]) {
      const refused = await fetch(`${url}log`, { headers: { Origin: origin } });
      expect(refused.headers.get("Access-Control-Allow-Origin")).toBeNull();
      expect(await errorIn(refused)).toEqual({ status: 403, code: "FORBIDDEN" });
    }
    const allowed = await fetch(`${url}log`, { headers: { Origin: "https://app.example" } });
    expect(allowed.status).toBe(200);
    expect(allowed.headers.get("Access-Control-Allow-Origin")).toBe("https://app.example");
    expect(allowed.headers.get("Access-Control-Expose-Headers")).toContain("Stream-Next-Offset");
  });

  test("refuses what a page of another site embeds", async () => {
    const { url } = await startServer();
    expect(await statusOf(url, { "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors" })).toBe(403);
  });

  test("answers a preflight without a token, and allows the headers of the protocol", async () => {
    const { url } = await startServer({ token: "secret", origins: ["https://app.example"] });
    const response = await fetch(`${url}log`, {
      method: "OPTIONS",
      headers: { Origin: "https://app.example", "Access-Control-Request-Method": "PUT" },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get("Access-Control-Allow-Methods")).toContain("PUT");
    for (const name of ["Authorization", "If-None-Match", "Producer-Id", "Stream-Seq"]) {
      expect(response.headers.get("Access-Control-Allow-Headers")).toContain(name);
    }
  });

  test("requires the token, even for streams that do not exist", async () => {
    const { url } = await startServer({ token: "secret" });
    for (const Authorization of ["", "Bearer", "Bearer wrong", "Bearer secret2", "Basic secret", "secret"]) {
      const response = await fetch(`${url}log`, { headers: { Authorization } });
      expect(response.headers.get("WWW-Authenticate")).toBe("Bearer");
      expect(await errorIn(response)).toEqual({ status: 401, code: "UNAUTHORIZED" });
    }
    const response = await fetch(`${url}log`, { headers: { Authorization: "bearer secret" } });
    expect(await errorIn(response)).toEqual({ status: 404, code: "NOT_FOUND" });
  });

  test("serves the keys of webhook signatures without a token, but no subscriptions", async () => {
    const { url } = await startServer({ token: "secret" });
    expect((await fetch(`${url}__ds/jwks.json`)).status).toBe(200);
    for (const path of ["__ds/subscriptions/a", "__ds/subscriptions/a/claim", "__ds/jwks.json/x"]) {
      expect((await fetch(url + path, { method: "POST" })).status).toBe(401);
    }
  });

  test("calls authorize with the access that a request needs, and for the source of a fork", async () => {
    const asked: string[] = [];
    const { url, store } = await startServer({
      authorize: (_request, path, needed) => {
        asked.push(`${needed} ${path}`);
        return path !== "secret";
      },
    });
    await store.create("secret");
    await fetch(`${url}a%20b`, { method: "PUT" });
    await fetch(`${url}a%20b`, { method: "POST", body: "x" });
    await fetch(`${url}a%20b`);
    await fetch(`${url}a%20b`, { method: "HEAD" });
    await fetch(`${url}a%20b`, { method: "DELETE" });
    const fork = await fetch(`${url}fork`, { method: "PUT", headers: { "Stream-Forked-From": "/secret" } });
    expect(await errorIn(fork)).toEqual({ status: 403, code: "FORBIDDEN" });
    expect(asked).toEqual([
      "manage a b",
      "append a b",
      "read a b",
      "read a b",
      "manage a b",
      "manage fork",
      "read secret",
    ]);
  });

  test("a browser runs and embeds no response", async () => {
    const { url, store } = await startServer();
    await store.create("page", { contentType: "text/html", data: "<script>alert(1)</script>" });
    for (const path of ["page", "missing", "%"]) {
      const { headers } = await fetch(url + path);
      expect(headers.get("Content-Security-Policy")).toBe("default-src 'none'; sandbox");
      expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
      expect(headers.get("Cross-Origin-Resource-Policy")).toBe("same-origin");
    }
  });

  test("rejects a port in use with BAD_REQUEST", async () => {
    const { url } = await startServer();
    await expect(startServer({ port: Number(new URL(url).port) })).rejects.toMatchObject({
      code: "BAD_REQUEST",
    });
  });

  test("rejects a port out of range with BAD_REQUEST", async () => {
    await expect(startServer({ port: 65_536 })).rejects.toMatchObject({ code: "BAD_REQUEST" });
  });
});

/** Not with `fetch`, which sends its own Host and Sec-Fetch headers. */
function statusOf(url: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(`${url}missing`, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on("error", reject);
    sent.end();
  });
}
