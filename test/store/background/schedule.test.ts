import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { Schedule } from "../../../src/store/background/schedule.ts";
import { testClock } from "../../support/clock.ts";
import { openTestStore } from "../../support/open-store.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"] });
  onTestFinished(() => void vi.useRealTimers());
});

/** Lets the time pass. Returns how often a timer has fired. */
async function wakeUpsWithin(ms: number): Promise<number> {
  const end = Date.now() + ms;
  let wakeUps = 0;
  const marker = setTimeout(() => {}, ms);
  while (Date.now() < end) {
    await vi.advanceTimersToNextTimerAsync();
    wakeUps++;
  }
  clearTimeout(marker);
  // The marker is one of them.
  return wakeUps - 1;
}

describe("a schedule", () => {
  // Steps of seconds: the schedule also measures how long its work takes, by the real clock.
  const failures: unknown[] = [];
  const runs: string[] = [];
  const work = (name: string) => async () => void runs.push(name);
  let schedule: Schedule;

  beforeEach(() => {
    failures.length = runs.length = 0;
    schedule = new Schedule((error) => failures.push(error));
    onTestFinished(() => schedule.stop());
  });

  test("runs what is due at the same time in one wake-up, and sleeps in between", async () => {
    schedule.every(60_000, work("a"));
    schedule.every(20_000, work("b"));
    expect(vi.getTimerCount()).toBe(1);
    expect(await wakeUpsWithin(125_000)).toBe(6);
    expect(runs).toEqual(["b", "b", "a", "b", "b", "b", "a", "b"]);
  });

  test("needs no timer without work, nor for work that is off or paused", () => {
    expect(vi.getTimerCount()).toBe(0);
    schedule.every(0, work("never"));
    const task = schedule.every(20_000, work("paused"));
    schedule.pause(task);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("runs resumed work after its interval, and nothing else later than before", async () => {
    schedule.every(50_000, work("a"));
    const task = schedule.every(20_000, work("b"));
    schedule.pause(task);
    await vi.advanceTimersByTimeAsync(50_000);
    schedule.resume(task);
    schedule.resume(task);
    await vi.advanceTimersByTimeAsync(50_000);
    expect(runs).toEqual(["a", "b", "b", "a"]);
  });

  test("goes on after a failure, and reports it", async () => {
    const error = new Error("failed");
    schedule.every(20_000, () => Promise.reject(error));
    await vi.advanceTimersByTimeAsync(45_000);
    expect(failures).toEqual([error, error]);
  });

  test("runs nothing after it has stopped, not even what is resumed", async () => {
    const task = schedule.every(20, work("a"));
    schedule.pause(task);
    schedule.stop();
    schedule.resume(task);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("an open store", () => {
  test("that is idle, with a follower, wakes up at most five times a minute", async () => {
    const store = openTestStore({ directory: await temporaryDirectory() });
    await store.create("a", { contentType: "text/plain", data: "x" });
    const pages = store.subscribe("a");
    await pages.next();
    const waiting = pages.next();
    // After the start, and after the follower has come.
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await wakeUpsWithin(60_000)).toBeLessThanOrEqual(5);
    await store.close();
    await expect(waiting).rejects.toMatchObject({ code: "STORE_CLOSED" });
  });

  test("records every ten seconds that a stream with a TTL is followed, whenever the follower came", async () => {
    const clock = testClock();
    const directory = await temporaryDirectory();
    const store = openTestStore({ directory, now: clock.now, cleanupIntervalMs: 0 });
    await store.create("a", { contentType: "text/plain", ttlSeconds: 30, data: "x" });
    await store.create("b", { contentType: "text/plain", data: "x" });
    const ofOther = store.subscribe("b");
    await ofOther.next();
    void ofOther.next().catch(() => {});
    await vi.advanceTimersByTimeAsync(25_000);
    const pages = store.subscribe("a");
    await pages.next();
    void pages.next().catch(() => {});
    for (let i = 0; i < 4; i++) {
      clock.ms += 12_000;
      await vi.advanceTimersByTimeAsync(12_000);
    }
    // As after a crash: another process reads what is on disk.
    const reader = openTestStore({ directory, readOnly: true, now: clock.now });
    expect(await reader.head("a")).toMatchObject({ path: "a" });
  });
});
