import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Page } from "playwright";
import type { Streams } from "../../renderer/client/index.ts";
import { electronPath } from "../support/electron/electron-binary.ts";
import { launchApp, type RunningApp } from "../support/electron/launch-app.ts";

describe.skipIf(!electronPath)("several users of the client in one page", () => {
  let app: RunningApp;
  let page: Page;
  let errors: string[];

  beforeAll(async () => {
    app = await launchApp();
  });
  beforeEach(async () => {
    await app.closeWindows();
    await app.app.evaluate(async () => {
      await host.store.delete("log").catch(() => {});
      await host.store.create("log", { contentType: "application/json" });
    });
    page = await app.openPage();
    errors = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    page.on("console", (message) => errors.push(message.text()));
  });
  afterEach(() => expect(errors).toEqual([]));
  afterAll(() => app?.stop());

  test("share one connection, and the close of one leaves the others alone", async () => {
    const outcome = await page.evaluate(async () => {
      const first = window.fixture.streams;
      const { connectStreams } = await window.fixture.loadCopy("one");
      const second = await connectStreams();
      window.fixture.follow("log");
      window.second = second;
      await first.append("log", 1);
      await second.append("log", 2);
      second.close();
      const closed = await second.append("log", 3).catch((error: { code: string }) => error.code);
      await first.append("log", 4);
      return closed;
    });
    expect(outcome).toBe("DISCONNECTED");
    await page.waitForFunction(() => window.fixture.received["log"]?.length === 3);
    expect(await page.evaluate(() => window.fixture.received["log"]!.map(({ data }) => data))).toEqual([
      1, 2, 4,
    ]);
  });

  test("each keep their subscriptions until they close, whoever connected first", async () => {
    const { seen, failure } = await page.evaluate(async () => {
      const { connectStreams } = await window.fixture.loadCopy("two");
      const second = await connectStreams();
      const seen: unknown[] = [];
      second.messages$("log").subscribe(({ data }) => seen.push(data));
      let failure = "";
      window.fixture.streams.messages$("log").subscribe({
        error: (error: { code: string }) => (failure = error.code),
      });
      await second.head("log");
      window.fixture.streams.close();
      await second.append("log", "after");
      while (seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
      return { seen, failure };
    });
    expect(seen).toEqual(["after"]);
    expect(failure).toBe("DISCONNECTED");
    await expect.poll(() => app.cursors()).toBe(1);
  });

  test("survive hot updates that connect again, with and without closing first", async () => {
    const { codes, seen } = await page.evaluate(async () => {
      window.fixture.follow("log");
      const codes: unknown[] = [];
      for (let n = 0; n < 30; n++) {
        const { connectStreams } = await window.fixture.loadCopy(`update-${n}`);
        const streams = await connectStreams();
        const subscription = streams.messages$("log").subscribe();
        codes.push(
          await streams.append("log", n).then(
            () => "done",
            (error: { code: string }) => error.code,
          ),
        );
        if (n % 2 === 0) continue;
        subscription.unsubscribe();
        streams.close();
      }
      return { codes, seen: window.fixture.received["log"]!.length };
    });
    expect(new Set(codes)).toEqual(new Set(["done"]));
    expect(seen).toBeGreaterThan(0);
    await page.waitForFunction(() => window.fixture.received["log"]?.length === 30);
    await expect.poll(() => app.cursors()).toBe(16);
  });

  test("connect again after all of them have closed", async () => {
    const count = await page.evaluate(async () => {
      window.fixture.streams.close();
      const { connectStreams } = await window.fixture.loadCopy("again");
      for (let n = 0; n < 5; n++) {
        const [one, other] = await Promise.all([connectStreams(), connectStreams()]);
        await one.append("log", n);
        one.close();
        await other.append("log", n);
        other.close();
      }
      return (await (await connectStreams()).head("log")).messageCount;
    });
    expect(count).toBe(10);
  });

  test("recognize the errors of the shared connection", async () => {
    const isOurs = await page.evaluate(async () => {
      const { connectStreams, StreamError } = await window.fixture.loadCopy("errors");
      const streams = await connectStreams();
      const error = await streams.head("missing").catch((reason: unknown) => reason);
      return [error instanceof StreamError, {} instanceof StreamError, new Error("x") instanceof StreamError];
    });
    expect(isOurs).toEqual([true, false, false]);
  });

  test("an inspector shares it, too", async () => {
    await app.app.evaluate(() => host.expose(undefined, true));
    const text = await page.evaluate(async () => {
      const { connectStreams, connectInspection } = await window.fixture.loadCopy("inspection");
      const streams = await connectStreams();
      const { inspection } = await connectInspection();
      const { rows } = await inspection.browse();
      await streams.head("log");
      return JSON.stringify(rows);
    });
    expect(text).toContain("log");
    await app.app.evaluate(() => host.expose());
  });
});

declare global {
  interface Window {
    second: Streams;
  }
}
