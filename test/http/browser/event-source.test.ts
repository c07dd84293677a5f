import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser } from "playwright";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { launchChromium } from "../../support/chromium.ts";
import { startServer } from "../start-server.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

describe("an EventSource of a page that reconnects", () => {
  test("gets what follows the offset in its URL again", async () => {
    const { url, page } = await openPage();
    const received = await page.evaluate(async (url) => {
      const received: unknown[] = [];
      await new Promise<void>((resolve) => {
        const source = new EventSource(`${url}log?offset=-1&live=sse`);
        source.addEventListener("data", ({ data }) => {
          received.push(...(JSON.parse(data) as unknown[]));
          if (received.length < 4) return;
          source.close();
          resolve();
        });
      });
      return received;
    }, url);
    expect(received).toEqual([1, 2, 1, 2]);
  });

  test("repeats and misses nothing if it is opened anew at the last streamNextOffset", async () => {
    const { url, store, page, requests } = await openPage();
    const following = page.evaluate(async (url) => {
      const received: unknown[] = [];
      let connections = 0;
      await new Promise<void>((resolve) => {
        const open = (offset: string) => {
          connections++;
          const source = new EventSource(`${url}log?offset=${offset}&live=sse`);
          let next = offset;
          source.addEventListener("data", ({ data }) => received.push(...(JSON.parse(data) as unknown[])));
          source.addEventListener("control", ({ data }) => {
            const control = JSON.parse(data) as { streamNextOffset: string; streamClosed?: boolean };
            next = control.streamNextOffset;
            if (!control.streamClosed) return;
            source.close();
            resolve();
          });
          source.addEventListener("error", () => {
            source.close();
            open(next);
          });
        };
        open("-1");
      });
      return { received, isReconnected: connections > 1 };
    }, url);
    for (let n = 3; n <= 6; n++) {
      await store.append("log", n);
      const before = requests();
      await expect.poll(requests, { timeout: 10_000 }).toBeGreaterThan(before);
    }
    await store.closeStream("log");
    expect(await following).toEqual({ received: [1, 2, 3, 4, 5, 6], isReconnected: true });
  });
});

/** A page beside a server that ends each response soon, so that an `EventSource` connects again by itself. */
async function openPage() {
  const site = createServer((_, response) => response.end("<!doctype html>")).listen(0, "127.0.0.1");
  await once(site, "listening");
  onTestFinished(() => {
    site.close();
    site.closeAllConnections();
  });
  const origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  let requests = 0;
  const authorize = () => ++requests > 0;
  const { url, store } = await startServer({ sseLifetimeMs: 100, origins: [origin], authorize });
  await store.create("log", { contentType: "application/json", data: [1, 2] });
  const page = await browser.newPage();
  onTestFinished(() => page.close());
  await page.goto(origin);
  return { url, store, page, requests: () => requests };
}
