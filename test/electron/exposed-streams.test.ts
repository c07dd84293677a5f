import type { Page } from "playwright";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { defaultChannel } from "../../src/protocol/ipc/handover.ts";
import { electronPath } from "../support/electron/electron-binary.ts";
import { launchApp, storePlaces, type RunningApp } from "../support/electron/launch-app.ts";

describe.skipIf(!electronPath).each(storePlaces)("streams in Electron windows, the store in %s", (place) => {
  let app: RunningApp;

  beforeAll(async () => {
    app = await launchApp({ place });
  });
  beforeEach(() => app.closeWindows());
  afterAll(() => app?.stop());

  test("a window creates, appends, reads and subscribes", async () => {
    const page = await app.openPage();
    const read = await page.evaluate(async () => {
      const { streams } = window.fixture;
      await streams.create("orders", { contentType: "application/json" });
      await streams.append("orders", [{ id: 1 }, { id: 2 }]);
      return streams.read("orders");
    });
    expect(read.messages.map(({ data }) => data)).toEqual([{ id: 1 }, { id: 2 }]);

    await page.evaluate(() => void window.fixture.follow("orders"));
    await app.app.evaluate(() => host.store.append("orders", { id: 3 }));
    await page.waitForFunction(() => window.fixture.received["orders"]?.length === 3);
    expect(await page.evaluate(() => window.fixture.received["orders"])).toEqual([
      ...read.messages.slice(0, 2),
      { offset: expect.any(String), data: { id: 3 } },
    ]);
  });

  test("bytes cross in both directions unchanged", async () => {
    const page = await app.openPage();
    const all = Array.from({ length: 256 }, (_, byte) => byte);
    const read = await page.evaluate(async (bytes) => {
      const { streams } = window.fixture;
      await streams.create("bytes");
      // A view of a larger buffer: only the viewed part may arrive.
      const buffer = Uint8Array.from([9, 9, ...bytes, 9]);
      await streams.append("bytes", buffer.subarray(2, 258));
      const { messages } = await streams.read("bytes");
      return [...(messages[0]!.data as Uint8Array)];
    }, all);
    const stored = await app.app.evaluate(async () => {
      const { messages } = await host.store.read("bytes");
      return [...(messages[0]!.data as Uint8Array)];
    });
    expect(stored).toEqual(all);
    expect(read).toEqual(all);
  });

  test("errors arrive as StreamErrors with their code", async () => {
    const page = await app.openPage();
    const codes = await page.evaluate(async () => {
      const { outcome } = window.fixture;
      return {
        missing: await outcome((streams) => streams.head("missing")),
        badPath: await outcome((streams) => streams.create("a//b")),
        again: await outcome(async (streams) => {
          await streams.create("twice", { contentType: "text/plain" });
          await streams.create("twice", { contentType: "application/json" });
        }),
        seq: await outcome(async (streams) => {
          await streams.append("twice", "a", { seq: "0002" });
          await streams.append("twice", "b", { seq: "0001" });
        }),
        unclonable: await outcome((streams) => streams.append("twice", () => 1)),
      };
    });
    expect(codes).toEqual({
      missing: "NOT_FOUND",
      badPath: "BAD_REQUEST",
      again: "EXISTS",
      seq: "SEQ_CONFLICT",
      unclonable: "BAD_REQUEST",
    });
  });

  test("each of many windows receives the stream it follows, and nothing else", async () => {
    const names = ["a", "b", "c", "d", "e"];
    await app.app.evaluate((_, paths) => {
      return Promise.all(paths.map((path) => host.store.create(path, { contentType: "application/json" })));
    }, names);
    const pages: Page[] = [];
    for (const _ of names) pages.push(await app.openPage());
    const idle = await app.openPage("page.html?raw");
    await idle.evaluate(() => void (window.raw = window.fixture.openRawPort()));
    await idle.waitForFunction(() => window.raw.answers.length === 1);
    for (const [index, page] of pages.entries()) {
      await page.evaluate((path) => void window.fixture.follow(path), names[index]!);
    }

    await app.app.evaluate(async (_, paths) => {
      for (let n = 0; n < 100; n++) {
        await Promise.all(paths.map((path) => host.store.append(path, `${path}${n}`)));
      }
    }, names);
    for (const [index, page] of pages.entries()) {
      const path = names[index]!;
      await page.waitForFunction((name) => window.fixture.received[name]?.length === 100, path);
      const received = await page.evaluate(() => window.fixture.received);
      expect(Object.keys(received)).toEqual([path]);
      expect(received[path]!.map(({ data }) => data)).toEqual(
        Array.from({ length: 100 }, (_, n) => `${path}${n}`),
      );
    }
    // A response to the idle window comes after anything that was sent to it before.
    await idle.evaluate(() =>
      window.raw.port.postMessage([{ kind: "call", id: 1, operation: "head", args: ["a"] }]),
    );
    await idle.waitForFunction(() => window.raw.answers.length > 1);
    expect(await idle.evaluate(() => window.raw.answers)).toMatchObject([
      { kind: "ready" },
      { kind: "result", id: 1 },
    ]);
  });

  test("a second connection of a page replaces the first", async () => {
    const page = await app.openPage("page.html?raw");
    await page.evaluate(() => {
      window.raw = window.fixture.openRawPort();
      window.next = window.fixture.openRawPort();
    });
    await page.waitForFunction(() => window.raw.isClosed() && window.next.answers.length === 1);
    expect(
      await page.evaluate(() => [window.raw.answers, window.next.answers, window.next.isClosed()]),
    ).toMatchObject([
      [{ kind: "ready" }, { kind: "refused", error: { code: "DISCONNECTED" } }],
      [{ kind: "ready" }],
      false,
    ]);
  });

  test("a subscription resumes by itself when the store is exposed again", async () => {
    const page = await app.openPage();
    await page.evaluate(async () => {
      await window.fixture.streams.create("resumed", { contentType: "application/json" });
      window.fixture.follow("resumed");
      await window.fixture.streams.append("resumed", [0, 1, 2]);
    });
    await page.waitForFunction(() => window.fixture.received["resumed"]?.length === 3);

    for (let round = 1; round <= 2; round++) {
      await app.app.evaluate(() => host.dispose());
      await expect.poll(() => app.cursors()).toBe(0);
      await untilAskedWithoutStore();
      await app.app.evaluate((_, n) => host.store.append("resumed", n), 2 + round);
      await app.app.evaluate(() => host.expose());
      await page.waitForFunction((count) => window.fixture.received["resumed"]?.length === count, 3 + round);
    }
    const received = await page.evaluate(() => window.fixture.received["resumed"]!.map(({ data }) => data));
    expect(received).toEqual([0, 1, 2, 3, 4]);
    expect(await app.cursors()).toBe(1);
  });

  test("a window that opened before the store was exposed connects once it is", async () => {
    await app.app.evaluate(() => host.dispose());
    const opened = app.openPage();
    await untilAskedWithoutStore();
    await app.app.evaluate(() => host.expose());
    const page = await opened;
    expect(await page.evaluate(() => window.connected)).toBe(true);
  });

  /** Resolves when a page has asked for a connection while the store is not exposed. */
  function untilAskedWithoutStore(): Promise<void> {
    return app.app.evaluate(
      ({ ipcMain }, channel) => new Promise<void>((resolve) => ipcMain.once(channel, () => resolve())),
      defaultChannel,
    );
  }
});
