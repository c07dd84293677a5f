import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ElectronApplication, Page } from "playwright";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { StreamsSchemeOptions } from "../../main/streams-scheme/streams-scheme.ts";
import type { StreamStoreApi } from "../../src/store/index.ts";
import { askInHttp } from "../security/ask.ts";
import { httpRequests } from "../security/http-requests.ts";
import { prepare, preparedPaths, stateOf } from "../security/prepared.ts";
import { expectedInHttp, levels, verdictsInHttp } from "../security/verdicts.ts";
import { buildSchemeApp } from "../support/electron/build-scheme-app.ts";
import { electronPath } from "../support/electron/electron-binary.ts";
import { closeWindows, environment, launchHost, storePlaces } from "../support/electron/launch-app.ts";

interface SchemeHost {
  readonly store: StreamStoreApi;
  handle(options?: StreamsSchemeOptions): void;
  openWindow(page: string): Promise<number>;
}

interface Order {
  readonly n: number;
}

describe.skipIf(!electronPath).each(storePlaces)(
  "streams:// in Electron windows, the store in %s",
  (place) => {
    const folder = mkdtempSync(join(tmpdir(), "streams-scheme-"));
    let app: ElectronApplication;
    let web: Server;

    beforeAll(async () => {
      await buildSchemeApp(folder);
      const registered = ["-r", join(folder, "register-scheme.cjs")];
      app = await launchHost(folder, join(folder, "user-data"), environment(place), registered);
      web = createServer((_, response) =>
        response.setHeader("Content-Type", "text/html").end("<p>A page.</p>"),
      );
      await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
    });
    beforeEach(async () => {
      await app.evaluate(() => (globalThis as unknown as { host: SchemeHost }).host.handle());
      await closeWindows(app);
    });
    afterAll(async () => {
      web?.close();
      await app?.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    });

    async function openPage(url = "page.html"): Promise<Page> {
      const [page] = await Promise.all([
        app.waitForEvent("window"),
        app.evaluate((_, url) => (globalThis as unknown as { host: SchemeHost }).host.openWindow(url), url),
      ]);
      if (url === "page.html") await page.waitForFunction(() => window.client !== undefined);
      return page;
    }

    const cursors = () =>
      app.evaluate(async () => {
        const { store } = (globalThis as unknown as { host: SchemeHost }).host;
        return (await store.stats()).subscriptions;
      });

    test.each(["long-poll", "sse"] as const)(
      "the official client writes a stream and follows it by %s",
      async (live) => {
        const page = await openPage();
        const received = await page.evaluate(async (live) => {
          const { DurableStream, stream } = window.client;
          const url = `streams://store/orders/${live}`;
          const orders = await DurableStream.create({ url, contentType: "application/json" });
          await orders.append(JSON.stringify({ n: 1 }));
          const response = await stream<Order>({ url, live });
          const received: Order[] = [];
          const ended = new Promise<void>((resolve) => {
            response.subscribeJson(({ items }) => {
              // An event may carry no items.
              if (items.length === 0) return;
              received.push(...items);
              if (received.length === 1) void orders.append(JSON.stringify({ n: 2 }));
              if (received.length === 2) void orders.close({ body: JSON.stringify({ n: 3 }) });
              if (received.length === 3) resolve();
            });
          });
          await Promise.all([ended, response.closed]);
          return received;
        }, live);
        expect(received).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
        await expect.poll(cursors).toBe(0);
      },
    );

    test("the official client reads all of a long stream with one request", async () => {
      const page = await openPage();
      const count = await page.evaluate(async () => {
        const { DurableStream, stream } = window.client;
        const url = "streams://store/long";
        const long = await DurableStream.create({ url, contentType: "application/json" });
        await Promise.all(Array.from({ length: 25_000 }, (_, n) => long.append(JSON.stringify({ n }))));
        return (await (await stream({ url, live: false })).json()).length;
      });
      expect(count).toBe(25_000);
    });

    test("a response that cannot be completed is an error in the window", async () => {
      const page = await openPage();
      await app.evaluate(async () => {
        const { store } = (globalThis as unknown as { host: SchemeHost }).host;
        await store.create("deleted", { contentType: "application/octet-stream" });
        // More than Electron and Chromium buffer.
        for (let n = 0; n < 64; n++) await store.append("deleted", new Uint8Array(1024 * 1024));
      });
      const error = await page.evaluate(async () => {
        const url = "streams://store/deleted";
        const response = await fetch(url);
        await fetch(url, { method: "DELETE" });
        return response.arrayBuffer().then(
          ({ byteLength }) => `${byteLength} bytes`,
          (reason: unknown) => (reason as Error).name,
        );
      });
      expect(error).toBe("TypeError");
    });

    test("a window that closes leaves no reader behind", async () => {
      const page = await openPage();
      await page.evaluate(async () => {
        const { DurableStream, stream } = window.client;
        const url = "streams://store/followed";
        await DurableStream.create({ url, contentType: "application/json" });
        const response = await stream({ url, live: "sse" });
        response.subscribeJson(() => {});
      });
      await expect.poll(cursors).toBe(1);
      await page.close();
      await expect.poll(cursors).toBe(0);
    });

    test("foreign pages, sandboxed frames and embedded resources are refused", async () => {
      const foreign = await openPage(`http://127.0.0.1:${(web.address() as AddressInfo).port}/`);
      expect(await foreign.evaluate(put, "foreign")).toBe(403);
      expect(await foreign.evaluate(async () => (await fetch("streams://store/__ds/jwks.json")).status)).toBe(
        403,
      );
      // A forged header does not make a page one of the app's.
      expect(await foreign.evaluate(put, "forged")).toBe(403);

      const page = await openPage();
      const sandboxed = await page.evaluate(
        () =>
          new Promise<number>((resolve) => {
            addEventListener("message", ({ data }) => resolve(data as number));
            const frame = document.createElement("iframe");
            frame.sandbox.add("allow-scripts");
            frame.srcdoc = `<script>
            fetch("streams://store/sandboxed", { method: "PUT" }).then(({ status }) => parent.postMessage(status, "*"));
          </script>`;
            document.body.append(frame);
          }),
      );
      expect(sandboxed).toBe(403);
      const script = await page.evaluate(async () => {
        const url = "streams://store/script";
        await fetch(url, {
          method: "PUT",
          headers: { "Content-Type": "text/javascript" },
          body: "window.ran = true",
        });
        return new Promise<string>((resolve) => {
          const element = document.createElement("script");
          element.addEventListener("load", () => resolve("load"));
          element.addEventListener("error", () => resolve("error"));
          element.src = url;
          document.head.append(element);
        });
      });
      expect(script).toBe("error");
      expect(await page.evaluate(() => "ran" in window)).toBe(false);

      const created = await app.evaluate(async () => {
        const { streams } = await (globalThis as unknown as { host: SchemeHost }).host.store.list();
        return streams.map(({ path }) => path);
      });
      for (const path of ["foreign", "forged", "sandboxed"]) expect(created).not.toContain(path);
    });

    test("authorize decides what each page may do", async () => {
      await app.evaluate(() => {
        const { host } = globalThis as unknown as { host: SchemeHost };
        host.handle({ authorize: ({ origin }) => (origin === "file://" ? { "mine/": "manage" } : "none") });
      });
      const page = await openPage();
      expect(await page.evaluate(put, "mine/a")).toBe(201);
      expect(await page.evaluate(put, "others/a")).toBe(403);
    });

    test("the log says which page was refused, and how to allow it", async () => {
      await app.evaluate(() => {
        const nothing = () => {};
        globalThis.warnings = [];
        const warn = (text: unknown) => globalThis.warnings.push(String(text));
        const logger = { debug: nothing, info: nothing, warn, error: nothing };
        (globalThis as unknown as { host: SchemeHost }).host.handle({ authorize: () => "none", logger });
      });
      const page = await openPage();
      expect(await page.evaluate(put, "refused")).toBe(403);
      expect(await app.evaluate(() => globalThis.warnings)).toEqual([
        expect.stringMatching(/refused file:.*page\.html .*authorize to handleStreamsScheme/),
      ]);
    });

    test.each(levels)("a page with %s access can do that and nothing more", async (given) => {
      const store = await app.evaluateHandle(
        () => (globalThis as unknown as { host: SchemeHost }).host.store,
      );
      await store.evaluate(prepare, preparedPaths);
      const before = await store.evaluate(stateOf);
      await app.evaluate((_, access) => {
        (globalThis as unknown as { host: SchemeHost }).host.handle({ authorize: () => access });
      }, given);
      const page = await openPage();
      const answers = await page.evaluate(askInHttp, { root: "streams://store/", requests: httpRequests });
      const nothing = Object.fromEntries(httpRequests.map(({ name }) => [name, "403"]));
      const expected = given === "none" ? nothing : expectedInHttp(httpRequests, given);
      expect(verdictsInHttp(answers)).toEqual(expected);
      if (given === "none") expect(await store.evaluate(stateOf)).toEqual(before);
    });

    test("errors and responses without a body arrive unchanged", async () => {
      const page = await openPage();
      const seen = await page.evaluate(async () => {
        const missing = await fetch("streams://store/missing");
        const created = await fetch("streams://store/bytes", { method: "PUT", body: Uint8Array.of(0, 255) });
        const read = await fetch("streams://store/bytes");
        const again = await fetch("streams://store/bytes", {
          headers: { "If-None-Match": read.headers.get("ETag")! },
        });
        const elsewhere = await fetch("streams://elsewhere/bytes");
        return {
          missing: [missing.status, ((await missing.json()) as { error: { code: string } }).error.code],
          location: created.headers.get("Location"),
          bytes: [...new Uint8Array(await read.arrayBuffer())],
          again: again.status,
          elsewhere: [elsewhere.status, ((await elsewhere.json()) as { error: { code: string } }).error.code],
        };
      });
      expect(seen).toEqual({
        missing: [404, "NOT_FOUND"],
        location: "streams://store/bytes",
        bytes: [0, 255],
        again: 304,
        elsewhere: [404, "NOT_FOUND"],
      });
    });
  },
);

declare global {
  /** In the main process only. */
  var warnings: string[];
}

/** Runs in a page. */
async function put(path: string): Promise<number> {
  const headers = { "electron-durable-streams-frame": "guess:1:1" };
  return (await fetch(`streams://store/${path}`, { method: "PUT", headers })).status;
}
