import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openStreamStore, type StreamStore } from "../../../src/store/index.ts";
import { electronPath } from "../../support/electron/electron-binary.ts";
import { launchApp, type RunningApp } from "../../support/electron/launch-app.ts";

// A stopped process is what every hang looks like from outside. Windows has no such signal.
describe.skipIf(!electronPath || process.platform === "win32")("a store whose process is stopped", () => {
  let userData: string;
  let app: RunningApp;
  let stopped: number;

  beforeEach(async () => {
    userData = mkdtempSync(join(tmpdir(), "streams-hanging-"));
    app = await launchApp({ userData, place: "a process of its own", responseTimeoutMs: 6000 });
    await app.app.evaluate(() => host.store.create("kept", { contentType: "text/plain", data: "x" }));
    stopped = await app.storeProcess();
  });
  afterEach(async () => {
    await app.stop();
    rmSync(userData, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  });

  test("is restarted: writes reject with DISCONNECTED, reads are repeated, windows continue", async () => {
    const page = await app.openPage();
    await page.evaluate(() => void window.fixture.follow("kept"));
    process.kill(stopped, "SIGSTOP");
    const [inWindow, inMain] = await Promise.all([
      page.evaluate(() =>
        Promise.all([
          window.fixture.outcome((streams) => streams.append("kept", "lost")),
          window.fixture.outcome(async (streams) => (await streams.head("kept")).messageCount),
        ]),
      ),
      app.app.evaluate(() =>
        Promise.all([
          host.store.append("kept", "lost").catch((error: { code: string }) => error.code),
          host.store.head("kept").then(({ messageCount }) => messageCount),
        ]),
      ),
    ]);
    expect({ inWindow, inMain }).toEqual({ inWindow: ["DISCONNECTED", 1], inMain: ["DISCONNECTED", 1] });
    await app.app.evaluate(() => host.store.append("kept", "y"));
    await page.waitForFunction(() => window.fixture.received["kept"]?.length === 2);
    expect(await app.storeProcess()).not.toBe(stopped);
  });

  test("does not keep the app from quitting, nor the lock afterwards", async () => {
    process.kill(stopped, "SIGSTOP");
    const ended = once(app.app.process(), "exit");
    await app.app.evaluate(({ app }) => app.quit()).catch(() => {});
    expect((await ended)[0]).toBe(0);
    await keptIsThere();
  });

  test("does not outlive a main process that was killed, once it continues", async () => {
    process.kill(stopped, "SIGSTOP");
    await app.kill();
    process.kill(stopped, "SIGCONT");
    await keptIsThere();
  });

  /** Opens the store for writing, so the stopped process must have released the lock. */
  async function keptIsThere(): Promise<void> {
    let store: StreamStore | undefined;
    const directory = join(userData, "streams");
    await expect.poll(() => (store ??= openStreamStore({ directory })), { timeout: 30_000 }).toBeDefined();
    expect((await store!.read("kept")).messages).toHaveLength(1);
    await store!.close();
  }
});
