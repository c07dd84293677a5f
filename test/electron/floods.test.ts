import type { Page } from "playwright";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { electronPath } from "../support/electron/electron-binary.ts";
import { launchApp, storePlaces, type RunningApp } from "../support/electron/launch-app.ts";

interface Flood {
  readonly total: number;
  /** Without its id. */
  readonly message: Record<string, unknown>;
  /** Calls that one message stands for; 1 by default. */
  readonly calls?: number;
  /** Sends this many at a time, waits for their responses, and returns marks as a client does. */
  readonly atOnce?: number;
}

interface Aftermath {
  /** The number of responses of each kind or error code. */
  readonly answers: Record<string, number>;
  /** The code with which the port was closed; undefined if it was not. */
  readonly refused: string | undefined;
}

const read = { kind: "call", operation: "readPacked", args: ["a"] };
const subscribe = { kind: "open", cursor: "messages", args: ["a"], credit: 1 };

describe.skipIf(!electronPath).each(storePlaces)("floods, the store in %s", (place) => {
  let app: RunningApp;

  beforeAll(async () => {
    app = await launchApp({ place });
    await app.app.evaluate(() => host.store.create("a", { data: "x".repeat(100) }));
  });
  beforeEach(() => app.closeWindows());
  afterAll(() => app?.stop());

  test("1,000,000 requests from a window that returns no marks: it is disconnected", async () => {
    const { answers, refused } = await flood(app, { total: 1_000_000, message: read });
    expect(refused).toBe("TOO_MANY");
    expect(answers["result"]).toBeLessThan(100_000);
  });

  test("1,000,000 packed appends from a window that returns no marks: it is disconnected", async () => {
    await app.app.evaluate(() => host.store.create("flooded", { contentType: "application/json" }));
    const message = { kind: "appends", path: "flooded", values: Array.from({ length: 1000 }, () => 1) };
    const { refused } = await flood(app, { total: 1_000_000, message, calls: 1000 });
    expect(refused).toBe("TOO_MANY");
    const { messageCount } = await app.app.evaluate(() => host.store.head("flooded"));
    expect(messageCount).toBeLessThan(100_000);
  });

  test("100,000 subscriptions without further credit: 1,000 are open, and hold no data", async () => {
    const { answers, refused } = await flood(app, { total: 100_000, message: subscribe, atOnce: 100 });
    expect(refused).toBeUndefined();
    expect(answers).toMatchObject({ next: 1000, TOO_MANY: 99_000 });
    for (let n = 0; n < 100; n++) await app.app.evaluate(() => host.store.append("a", "y".repeat(100_000)));
    expect(await app.cursors()).toBe(1000);
    await app.closeWindows();
    await expect.poll(app.cursors).toBe(0);
  });
});

/** Floods the store from one window, while another one appends to a stream and follows it. */
async function flood(app: RunningApp, sent: Flood): Promise<Aftermath> {
  const [flooder, other] = [await app.openPage("page.html?raw"), await app.openPage()];
  const stopped = other.evaluate(appendUntilStopped);
  const aftermath = await flooder.evaluate(floodPort, sent);
  await other.evaluate(() => void (window.stopped = true));
  const appended = await stopped;
  expect(appended).toBeGreaterThan(0);
  await other.waitForFunction((count) => window.fixture.received["other"]!.length >= count, appended);
  await expectInOrder(other, appended);
  return aftermath;
}

async function expectInOrder(page: Page, count: number): Promise<void> {
  const data = await page.evaluate(() => window.fixture.received["other"]!.map(({ data }) => data));
  expect(data).toEqual(Array.from({ length: count }, (_, n) => n));
  await page.evaluate(() => window.fixture.streams.delete("other"));
}

/** Runs in a page. */
async function appendUntilStopped(): Promise<number> {
  const { streams, follow } = window.fixture;
  await streams.create("other", { contentType: "application/json" });
  follow("other");
  let appended = 0;
  while (!window.stopped) await streams.append("other", appended++);
  return appended;
}

/** Runs in a page. Resolves once every request has a response, or the port was refused. */
async function floodPort({ total, message, calls = 1, atOnce }: Flood): Promise<Aftermath> {
  const { port1, port2 } = new MessageChannel();
  const answers: Record<string, number> = {};
  let refused: string | undefined;
  let answered = 0;
  let changed = (): void => {};
  port1.addEventListener("message", ({ data }) => {
    for (const { kind, id, error } of data as { kind: string; id?: number; error?: { code: string } }[]) {
      if (kind === "refused") refused = error!.code;
      else if (kind !== "mark" && kind !== "ready") {
        answers[error?.code ?? kind] = (answers[error?.code ?? kind] ?? 0) + 1;
        answered++;
      } else if (kind === "mark" && atOnce) port1.postMessage([{ kind: "passed", id }]);
    }
    changed();
  });
  port1.start();
  window.postMessage({ type: "electron-durable-streams:connect" }, "*", [port2]);
  const batch = atOnce ?? 10_000;
  for (let sent = 0; sent < total; sent += batch) {
    port1.postMessage(
      Array.from({ length: batch / calls }, (_, n) => ({ ...message, id: sent + calls * n + 1 })),
    );
    await new Promise((resolve) => setTimeout(resolve));
    const wanted = sent + batch < total && !atOnce ? 0 : Math.min(sent + batch, total);
    while (!refused && answered < wanted) await new Promise<void>((resolve) => (changed = resolve));
  }
  return { answers, refused };
}

declare global {
  interface Window {
    stopped: boolean | undefined;
  }
}
