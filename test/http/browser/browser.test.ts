import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { ServeStreamsOptions } from "../../../src/http/index.ts";
import { launchChromium } from "../../support/chromium.ts";
import { startServer, type RunningServer } from "../start-server.ts";

/** What a page sees of a response but for its date, or the name of what `fetch` rejects with. */
type Seen = { status: number; text: string; headers: Record<string, string> } | string;

interface PageRequest {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

describe("a page of another origin in Chromium, with its HTTP cache", () => {
  test("reads what a stream holds after it was deleted and created again", async () => {
    const { url, store, see } = await openPage();
    const create = (letter: string) =>
      store.create("log", { contentType: "text/plain", data: letter.repeat(2 * 1024 * 1024) });
    const read = async (letter: string) => {
      const texts: string[] = [];
      let next: string | undefined;
      do {
        const seen = await see(`${url}log?offset=${next ?? "-1"}`);
        if (typeof seen === "string" || seen.status !== 200) throw new Error(JSON.stringify(seen));
        texts.push(seen.text);
        next = seen.headers["stream-up-to-date"] === "true" ? undefined : seen.headers["stream-next-offset"];
      } while (next !== undefined);
      expect(texts.join("").replaceAll(letter, "")).toBe("");
    };
    await create("a");
    // More than a page: what follows a page that no append can extend was taken to be unchangeable.
    await store.append("log", "a".repeat(2 * 1024 * 1024));
    await read("a");
    await store.delete("log");
    await create("b");
    await store.append("log", "b".repeat(2 * 1024 * 1024));
    await read("b");
  });

  test("without the token, does not get what it has read with the token", async () => {
    const { url, store, see } = await openPage({ token: "secret" });
    const data = Array.from({ length: 4 }, () => "x".repeat(1024 * 1024));
    await store.create("log", { contentType: "text/plain", data });
    const authorized = { headers: { Authorization: "Bearer secret" } };
    expect(await see(`${url}log`, authorized)).toMatchObject({ status: 200 });
    expect(await see(`${url}log`)).toMatchObject({
      status: 401,
      headers: { "www-authenticate": "Bearer" },
      text: expect.stringContaining("UNAUTHORIZED"),
    });
  });

  test("asks whether a page has changed, and uses what it has if not", async () => {
    const asked: (string | null)[] = [];
    const { url, store, see } = await openPage({
      authorize: ({ headers }) => asked.push(headers.get("if-none-match")) > 0,
    });
    await store.create("log", { contentType: "text/plain", data: "hello" });
    const first = await see(`${url}log`);
    expect(await see(`${url}log`)).toEqual(first);
    await store.append("log", " there");
    expect(await see(`${url}log`)).toMatchObject({ status: 200, text: "hello there" });
    const etag = typeof first === "string" ? first : first.headers["etag"];
    expect(asked).toEqual([null, etag, etag]);
  });

  test("uses what it has of a public stream without asking", async () => {
    let asked = 0;
    const { url, store, see } = await openPage({ isPublic: () => true, authorize: () => ++asked > 0 });
    await store.create("log", { contentType: "text/plain", data: "hello" });
    expect(await see(`${url}log`)).toEqual(await see(`${url}log`));
    expect(asked).toBe(1);
  });

  test("sends the headers that tracing adds, and learns why a request is refused", async () => {
    const { url, store, see } = await openPage({ token: "secret" });
    await store.create("log", { contentType: "text/plain" });
    const headers = {
      Authorization: "Bearer secret",
      traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
      baggage: "a=b",
      "X-Request-Id": "1",
    };
    expect(await see(`${url}log`, { method: "POST", body: "hello", headers })).toMatchObject({ status: 204 });
    expect(await see(`${url}log`, { headers: { ...headers, "X-Large": "x".repeat(40_000) } })).toMatchObject({
      status: 431,
      text: expect.stringContaining("the headers are too large"),
    });
  });

  test("appends a string to a text/plain stream with the content type that fetch adds", async () => {
    const { url, store, see } = await openPage();
    await store.create("log", { contentType: "text/plain" });
    expect(await see(`${url}log`, { method: "POST", body: "Zürich" })).toMatchObject({ status: 204 });
    expect(await see(`${url}log`, { method: "PUT", body: "" })).toMatchObject({ status: 200 });
    expect(await see(`${url}log`)).toMatchObject({
      text: "Zürich",
      headers: { "content-type": "text/plain" },
    });
  });
});

interface OpenPage extends RunningServer {
  see(url: string, init?: PageRequest): Promise<Seen>;
}

/** A blank page of an origin of its own, which the server lists. */
async function openPage(options: ServeStreamsOptions = {}): Promise<OpenPage> {
  const site = createServer((_, response) => response.end("<!doctype html>")).listen(0, "127.0.0.1");
  await once(site, "listening");
  onTestFinished(() => {
    site.close();
    site.closeAllConnections();
  });
  const origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  const server = await startServer({ ...options, origins: [origin] });
  const context = await browser.newContext();
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.goto(origin);
  return { ...server, see: (url, init) => see(page, url, init) };
}

function see(page: Page, url: string, init: PageRequest = {}): Promise<Seen> {
  return page.evaluate(
    async ([url, init]) => {
      try {
        const response = await fetch(url, init);
        // A revalidated response has the date of the answer to that.
        const { date: _date, ...headers } = Object.fromEntries(response.headers);
        return { status: response.status, text: await response.text(), headers };
      } catch (error) {
        return String(error);
      }
    },
    [url, init] as const,
  );
}
