import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { electronPath } from "../support/electron/electron-binary.ts";
import { seededRandom } from "../support/seeded-random.ts";
import { launchApp, storePlaces, type RunningApp } from "../support/electron/launch-app.ts";

const rounds = 5;

describe.skipIf(!electronPath).each(storePlaces)(
  "an Electron app killed during appends, the store in %s",
  (place) => {
    let userData: string;

    beforeEach(() => {
      userData = mkdtempSync(join(tmpdir(), "streams-kill-"));
    });
    afterEach(() => rmSync(userData, { recursive: true, force: true }));

    test("keeps every message that was acknowledged to a window", { timeout: 120_000 }, async () => {
      const random = seededRandom(33);
      const acknowledged: number[] = [];
      for (let round = 1; round <= rounds; round++) {
        const app = await launchApp({ userData, place });
        const inRound = await appendFromWindow(app, round * 1_000_000);
        await expect.poll(() => inRound.length).toBeGreaterThan(20);
        await delay(random.below(200));
        await app.kill();
        acknowledged.push(...inRound);
      }
      const app = await launchApp({ userData, place });
      const stored = await readAll(app);
      await app.stop();
      expect(new Set(stored).size).toBe(stored.length);
      const there = new Set(stored);
      expect(acknowledged.filter((number) => !there.has(number))).toEqual([]);
    });
  },
);

/** Appends until the app is killed. The list grows with each append that was acknowledged to the page. */
async function appendFromWindow(app: RunningApp, firstNumber: number): Promise<number[]> {
  const page = await app.openPage();
  const acknowledged: number[] = [];
  page.on("console", (message) => {
    const [word, number] = message.text().split(" ");
    if (word === "acknowledged") acknowledged.push(Number(number));
  });
  await page.evaluate(async (first) => {
    const { streams } = window.fixture;
    await streams.create("numbers", { contentType: "application/json" });
    let next = first;
    const appendForEver = async (): Promise<never> => {
      for (;;) {
        const number = next++;
        await streams.append("numbers", number);
        console.log(`acknowledged ${number}`);
      }
    };
    for (let lane = 0; lane < 4; lane++) void appendForEver();
  }, firstNumber);
  return acknowledged;
}

function readAll(app: RunningApp): Promise<number[]> {
  return app.app.evaluate(async () => {
    const numbers: number[] = [];
    for (let offset = "-1"; ;) {
      const page = await host.store.read("numbers", { offset });
      numbers.push(...page.messages.map(({ data }) => data as number));
      if (page.upToDate) return numbers;
      offset = page.nextOffset;
    }
  });
}
