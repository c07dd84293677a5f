import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { OpenedHost } from "./opened-host.ts";

let opened: OpenedHost;

beforeEach(async () => {
  opened = await OpenedHost.open("manage");
});

afterEach(() => opened.close());

describe("the page", () => {
  it("has a loopback URL with a token of 256 bits", () => {
    expect(opened.host.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/);
  });

  it("is served with the token, and with the cookie that it sets", async () => {
    const page = await opened.get(`/?token=${opened.token}`);
    expect(page).toMatchObject({
      status: 200,
      headers: { "content-type": expect.stringContaining("text/html") },
    });
    const cookie = page.headers["set-cookie"]?.[0];
    expect(cookie).toMatch(
      new RegExp(`^streams-inspector-${opened.port}=[^;]+; Path=/; HttpOnly; SameSite=Strict$`),
    );
    const script = /src="\.\/(assets\/[^"]+\.js)"/.exec(page.body)![1]!;
    expect(await opened.get(`/${script}`)).toMatchObject({ status: 401 });
    const headers = { cookie: `other=1; ${cookie!.split(";")[0]}` };
    expect(await opened.get(`/${script}`, { headers })).toMatchObject({ status: 200 });
    const again = await opened.get("/", { headers });
    expect(again).toMatchObject({ status: 200, body: page.body });
    expect(again.headers["set-cookie"]).toBeUndefined();
  });

  it("cannot be framed, cached, sniffed or extended", async () => {
    const { headers } = await opened.get(`/?token=${opened.token}`);
    expect(headers).toMatchObject({
      "content-security-policy": expect.stringMatching(/^default-src 'none';.*frame-ancestors 'none'$/),
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cross-origin-resource-policy": "same-origin",
      "x-frame-options": "DENY",
      "cache-control": "no-store",
    });
    expect(headers["content-security-policy"]).not.toContain("unsafe");
  });

  it("is refused without the token or with a wrong one", async () => {
    const wrong = [
      "/",
      "/?token=",
      `/?token=${opened.token}x`,
      `/?token=${opened.token.slice(1)}`,
      "/?token=%00",
      "/index.html",
      "//",
    ];
    for (const path of wrong) expect(await opened.get(path)).toMatchObject({ status: 401 });
    const cookie = `streams-inspector-${opened.port}=${opened.token.replace(/./, "~")}; streams-inspector-1=${opened.token}`;
    expect(await opened.get("/", { headers: { cookie } })).toMatchObject({ status: 401 });
    const { body, headers } = await opened.get("/");
    expect(body).not.toContain(opened.token);
    expect(headers["set-cookie"]).toBeUndefined();
  });

  it("is refused under other host names, which an attacker may point here", async () => {
    for (const name of [
      "evil.example",
      `evil.example:${opened.port}`,
      "127.0.0.1",
      `127.0.0.2:${opened.port}`,
    ]) {
      expect(await opened.get(`/?token=${opened.token}`, { headers: { host: name } })).toMatchObject({
        status: 403,
      });
    }
    expect(
      await opened.get(`/?token=${opened.token}`, { headers: { host: `localhost:${opened.port}` } }),
    ).toMatchObject({
      status: 200,
    });
  });

  it("is refused to other origins and methods", async () => {
    for (const origin of [
      "http://evil.example",
      "null",
      `https://127.0.0.1:${opened.port}`,
      `http://localhost:${opened.port}`,
    ]) {
      expect(await opened.get(`/?token=${opened.token}`, { headers: { origin } })).toMatchObject({
        status: 403,
      });
    }
    const own = { origin: `http://127.0.0.1:${opened.port}` };
    expect(await opened.get(`/?token=${opened.token}`, { headers: own })).toMatchObject({ status: 200 });
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"]) {
      expect(await opened.get(`/?token=${opened.token}`, { method })).toMatchObject({ status: 405 });
    }
    expect(await opened.get(`/?token=${opened.token}`, { method: "HEAD" })).toMatchObject({
      status: 200,
      body: "",
    });
  });

  it("serves only the inspector's files, and survives malformed requests", async () => {
    const headers = { cookie: `streams-inspector-${opened.port}=${opened.token}` };
    const paths = [
      "/../../package.json",
      "/%2e%2e/%2e%2e/package.json",
      "/..%2f..%2fpackage.json",
      "/%00",
      "/%",
      "/port",
    ];
    for (const path of paths) {
      const { status, body } = await opened.get(path, { headers });
      expect({ path, status }).toEqual({ path, status: 404 });
      expect(body).not.toContain("electron-durable-streams");
    }
    expect(await opened.get("/", { headers: { ...headers, range: "bytes=9-2" } })).toMatchObject({
      status: 200,
    });
    expect(await opened.get(`http://127.0.0.1:${opened.port}/`)).toMatchObject({ status: 401 });
  });
});
