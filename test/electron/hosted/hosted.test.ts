import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openStreamStore, type StreamStore } from "../../../src/store/index.ts";
import { electronPath } from "../../support/electron/electron-binary.ts";
import { launchApp, type RunningApp } from "../../support/electron/launch-app.ts";

const kills = 3;

describe.skipIf(!electronPath)("a store in a utility process", () => {
  let userData: string;
  let app: RunningApp;

  beforeEach(async () => {
    userData = mkdtempSync(join(tmpdir(), "streams-hosted-"));
    app = await launchApp({ userData, place: "a process of its own" });
  });
  afterEach(async () => {
    await app.stop();
    rmSync(userData, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  });

  test("loses and repeats no message when it is killed repeatedly, and rejects writes with an unknown outcome", async () => {
    const page = await app.openPage();
    await page.evaluate(async () => {
      const { streams, follow } = window.fixture;
      await streams.create("numbers", { contentType: "application/json" });
      follow("numbers");
      window.outcomes = [];
      let next = 0;
      const appendUntilStopped = async () => {
        while (!window.stopped) {
          const number = next++;
          await streams.append("numbers", number).then(
            () => (window.outcomes[number] = "acknowledged"),
            (error: { code: string }) => (window.outcomes[number] = error.code),
          );
        }
      };
      for (let lane = 0; lane < 8; lane++) void appendUntilStopped();
    });
    const acknowledged = () =>
      page.evaluate(() => window.outcomes.filter((outcome) => outcome === "acknowledged").length);
    for (let n = 0; n < kills; n++) {
      const before = await acknowledged();
      await expect.poll(acknowledged, { timeout: 30_000 }).toBeGreaterThan(before + 50);
      const pid = await app.storeProcess();
      process.kill(pid, "SIGKILL");
      await expect.poll(app.storeProcess, { timeout: 30_000 }).not.toBe(pid);
    }
    const before = await acknowledged();
    await expect.poll(acknowledged, { timeout: 30_000 }).toBeGreaterThan(before);
    await page.evaluate(() => void (window.stopped = true));
    const { tailOffset } = await app.app.evaluate(() => host.store.head("numbers"));
    await page.waitForFunction(
      (tail) => window.fixture.received["numbers"]?.at(-1)?.offset === tail,
      tailOffset,
    );

    const { outcomes, followed } = await page.evaluate(() => ({
      outcomes: window.outcomes,
      followed: window.fixture.received["numbers"]!.map(({ data }) => data as number),
    }));
    const stored = await app.app.evaluate(async () => {
      const all: unknown[] = [];
      for (let offset = "-1"; ;) {
        const page = await host.store.read("numbers", { offset });
        all.push(...page.messages.map(({ data }) => data));
        if (page.upToDate) return all;
        offset = page.nextOffset;
      }
    });
    expect(followed).toEqual(stored);
    expect(new Set(followed).size).toBe(followed.length);
    const there = new Set(followed);
    const lost = outcomes.flatMap((outcome, n) => (outcome === "acknowledged" && !there.has(n) ? [n] : []));
    expect(lost).toEqual([]);
    expect([...new Set(outcomes)].toSorted()).toEqual(["DISCONNECTED", "acknowledged"]);
  });

  test("is closed when the app quits, and its process ends when the app is killed", async () => {
    await app.app.evaluate(() => host.store.create("kept", { data: "x" }));
    const ended = once(app.app.process(), "exit");
    await app.app.close();
    expect((await ended)[0]).toBe(0);
    await keptIsThere();

    app = await launchApp({ userData, place: "a process of its own" });
    await app.kill();
    await keptIsThere();
    app = await launchApp({ userData, place: "a process of its own" });
    expect(await app.app.evaluate(async () => (await host.store.head("kept")).messageCount)).toBe(1);
  });

  test("refuses what openStreamStore refuses, and options that cannot cross processes", async () => {
    const directory = join(userData, "streams");
    const codes = await app.app.evaluate(async (_, directory) => {
      const codeOf = (options: object) =>
        host.hostStreamStore(options).then(
          () => "opened",
          (error: { code: string }) => error.code,
        );
      return {
        locked: await codeOf({ directory }),
        clock: await codeOf({ directory, now: () => 1 }),
        memory: await codeOf({ inMemory: true }),
        unknown: await codeOf({ directory: `${directory}-2`, durabilty: "full" }),
        nothing: await codeOf({}),
      };
    }, directory);
    expect(codes).toEqual({
      locked: "STORE_LOCKED",
      clock: "BAD_REQUEST",
      memory: "BAD_REQUEST",
      unknown: "BAD_REQUEST",
      nothing: "BAD_REQUEST",
    });
  });

  /** Opens the store for writing, so the app's process must have released the lock. */
  async function keptIsThere(): Promise<void> {
    let store: StreamStore | undefined;
    await expect
      .poll(() => (store ??= openStreamStore({ directory: join(userData, "streams") })))
      .toBeDefined();
    expect((await store!.read("kept")).messages).toHaveLength(1);
    await store!.close();
  }
});

declare global {
  interface Window {
    outcomes: string[];
    stopped: boolean | undefined;
  }
}
