import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { electronPath } from "../support/electron/electron-binary.ts";
import { launchApp, storePlaces, type RunningApp } from "../support/electron/launch-app.ts";

const reloads = 200;

describe.skipIf(!electronPath).each(storePlaces)(
  "a window that is reloaded while it follows a stream, the store in %s",
  (place) => {
    let app: RunningApp;

    beforeAll(async () => {
      app = await launchApp({ place });
    });
    afterAll(() => app?.stop());

    test(
      `receives every message exactly once over ${reloads} reloads, and leaves no cursor behind`,
      { timeout: 240_000 },
      async () => {
        await app.app.evaluate(async () => {
          const { store } = host;
          await store.create("numbers", { contentType: "application/json" });
          let next = 0;
          let failed = 0;
          // Independent of what the window does: several appends per timer tick, in one commit.
          const timer = setInterval(() => {
            for (let n = 0; n < 5; n++) store.append("numbers", next++).catch(() => failed++);
          }, 4);
          globalThis.stopAppending = () => {
            clearInterval(timer);
            return { appended: next, failed };
          };
        });
        const before = await app.cursors();
        const page = await app.openPage("page.html?keep=numbers");

        for (let n = 1; n <= reloads; n++) {
          const { next } = await page.evaluate(() => window.fixture.readKept());
          // Reloads sometimes while catching up, sometimes after messages have come in live.
          if (n % 2 === 0)
            await page.waitForFunction((seen) => window.fixture.readKept().next > seen + 10, next);
          await page.reload();
          await page.waitForFunction(() => window.connected === true);
        }
        const { appended, failed } = await app.app.evaluate(() => globalThis.stopAppending());
        expect(failed).toBe(0);
        expect(appended).toBeGreaterThan(reloads * 5);
        await page.waitForFunction((all) => window.fixture.readKept().next >= all, appended);

        expect(await page.evaluate(() => window.fixture.readKept())).toEqual({
          offset: await app.app.evaluate(async () => (await host.store.head("numbers")).tailOffset),
          next: appended,
          wrong: [],
          loads: reloads + 1,
        });
        expect(await app.cursors()).toBe(before + 1);
        await app.closeWindows();
        await expect.poll(() => app.cursors()).toBe(before);
      },
    );
  },
);

declare global {
  /** In the main process only. */
  var stopAppending: () => { appended: number; failed: number };
}
