import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { openStreamStore, type StreamStore } from "../../../src/store/index.ts";
import { electronPath } from "../../support/electron/electron-binary.ts";
import { launchApp, type RunningApp } from "../../support/electron/launch-app.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

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

  test("does not outlive an app that quits before the store is open", async () => {
    // The lock keeps the second store from opening until its process is stopped.
    const directory = await temporaryDirectory();
    const holder = openStreamStore({ directory });
    onTestFinished(() => holder.close());
    await app.app.evaluate((_, directory) => {
      void host.hostStreamStore({ directory }).catch(() => {});
    }, directory);
    let second: number | undefined;
    const find = async () =>
      (second = await app.app.evaluate(
        ({ app }, first) =>
          app.getAppMetrics().find(({ name, pid }) => name === "Durable Streams" && pid !== first)?.pid,
        stopped,
      ));
    await expect.poll(find, { timeout: 30_000 }).toBeDefined();
    process.kill(second!, "SIGSTOP");
    onTestFinished(() => void (isRunning(second!) && process.kill(second!, "SIGKILL")));
    const ended = once(app.app.process(), "exit");
    await app.app.evaluate(({ app }) => app.quit()).catch(() => {});
    expect((await ended)[0]).toBe(0);
    await expect.poll(() => isRunning(second!), { timeout: 10_000 }).toBe(false);
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

/** A zombie, which waits for its parent to ask how it ended, does not run. */
function isRunning(pid: number): boolean {
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" });
  return stdout.trim() !== "" && !stdout.startsWith("Z");
}
