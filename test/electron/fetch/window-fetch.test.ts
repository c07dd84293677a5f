import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { electronPath } from "../../support/electron/electron-binary.ts";
import { launchApp, storePlaces, type RunningApp } from "../../support/electron/launch-app.ts";

describe.skipIf(!electronPath).each(storePlaces)(
  "fetch in sandboxed Electron windows, the store in %s",
  (place) => {
    let app: RunningApp;

    beforeAll(async () => {
      app = await launchApp({ place });
    });
    beforeEach(() => app.closeWindows());
    afterAll(() => app?.stop());

    test("creates, appends, reads and follows a stream", async () => {
      const page = await app.openPage("page.html", { sandbox: true });
      const answers = await page.evaluate(async () => {
        const { fetch } = window.fixture.streams;
        const url = "streams://store/orders";
        const headers = { "Content-Type": "application/json" };
        const created = await fetch(url, { method: "PUT", headers, body: "[1]" });
        const appended = await fetch(url, { method: "POST", headers, body: "[2]" });
        const read = await fetch(url);
        const missing = await fetch("streams://store/missing");
        return {
          statuses: [created, appended, read, missing].map(({ status }) => status),
          url: read.url,
          next: read.headers.get("stream-next-offset"),
          messages: (await read.json()) as unknown,
          code: ((await missing.json()) as { error: { code: string } }).error.code,
        };
      });
      const { tailOffset } = await app.app.evaluate(() => host.store.head("orders"));
      expect(answers).toEqual({
        statuses: [201, 204, 200, 404],
        url: "streams://store/orders",
        next: tailOffset,
        messages: [1, 2],
        code: "NOT_FOUND",
      });

      const followed = page.evaluate(async () => {
        const abort = new AbortController();
        const { signal } = abort;
        const events = await window.fixture.streams.fetch("streams://store/orders?offset=now&live=sse", {
          signal,
        });
        const reader = events.body!.pipeThrough(new TextDecoderStream()).getReader();
        let text = "";
        while (!text.includes("[3]")) text += (await reader.read()).value;
        abort.abort();
        return reader.read().then(
          () => "not aborted",
          (error: Error) => error.name,
        );
      });
      await expect.poll(() => app.cursors()).toBe(1);
      await app.app.evaluate(() => host.store.append("orders", 3));
      expect(await followed).toBe("AbortError");
      await expect.poll(() => app.cursors()).toBe(0);
    });

    test("large bodies cross in both directions unchanged", async () => {
      const page = await app.openPage();
      const { sent, received } = await page.evaluate(async () => {
        const { fetch } = window.fixture.streams;
        const url = "streams://store/large";
        const headers = { "Content-Type": "application/octet-stream" };
        const hash = async (bytes: Uint8Array<ArrayBuffer> | ArrayBuffer) =>
          [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))].join(" ");
        const bytes = new Uint8Array(9_000_001).map((_, n) => (n * 7919) >> 3);
        await fetch(url, { method: "PUT", headers, body: new Blob([bytes]) });
        const body = new Blob([bytes]).stream();
        await fetch(url, { method: "POST", headers, body, duplex: "half" } as RequestInit);
        const twice = new Uint8Array(2 * bytes.length);
        twice.set(bytes);
        twice.set(bytes, bytes.length);
        const read = await fetch(url);
        return { sent: await hash(twice), received: await hash(await read.arrayBuffer()) };
      });
      expect(received).toBe(sent);
    });

    test("a reload frees what the page had open", async () => {
      const page = await app.openPage();
      await app.app.evaluate(() => host.store.create("followed"));
      await page.evaluate(() => {
        const { fetch } = window.fixture.streams;
        for (const live of ["sse", "long-poll"])
          void fetch(`streams://store/followed?offset=now&live=${live}`).catch(() => {});
      });
      await expect.poll(() => app.cursors()).toBe(2);
      await page.reload();
      await expect.poll(() => app.cursors()).toBe(0);
    });

    test("each path needs its access level", async () => {
      await app.app.evaluate(async () => {
        await host.store.create("news/today", { data: "rain" });
        await host.store.create("private/diary", { data: "secret" });
        host.dispose();
        host.expose(() => ({ "news/": "read" }));
      });
      const page = await app.openPage();
      const statuses = await page.evaluate(async () => {
        const { fetch } = window.fixture.streams;
        const status = async (path: string, init?: RequestInit) =>
          (await fetch(`streams://store/${path}`, init)).status;
        const headers = { "Content-Type": "application/octet-stream" };
        return [
          await status("news/today"),
          await status("news/today", { method: "POST", headers, body: "sun" }),
          await status("private/diary"),
          await status("news/../private/diary"),
        ];
      });
      expect(statuses).toEqual([200, 403, 403, 403]);
      await app.app.evaluate(() => {
        host.dispose();
        host.expose();
      });
    });
  },
);
