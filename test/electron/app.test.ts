import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ElectronApplication } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openStreamStore } from "../../src/store/index.ts";
import { electronArguments, electronPath } from "../support/electron/electron-binary.ts";
import { launch } from "../support/electron/launch-app.ts";

const packageFolder = join(import.meta.dirname, "..", "..");
const recorded = ["app/network", "app/power", "app/process-metrics", "app/windows"];

describe.skipIf(!electronPath)("the app", () => {
  let userData: string;
  let app: ElectronApplication;

  beforeAll(async () => {
    userData = mkdtempSync(join(tmpdir(), "streams-app-"));
    app = await launch(packageFolder, userData);
  });
  afterAll(async () => {
    await app?.close();
    rmSync(userData, { recursive: true, force: true });
  });

  test("opens the inspector, which follows the streams that the app records about itself", async () => {
    const page = await app.firstWindow();
    for (const path of recorded) await page.getByRole("row", { name: path }).waitFor();
    const tail = () =>
      page.getByRole("row", { name: "app/process-metrics" }).getByRole("gridcell").last().textContent();
    const before = await tail();
    await expect.poll(tail).not.toBe(before);
  });

  test("has a menu item with a shortcut that opens the inspector", async () => {
    const { accelerator, windows } = await app.evaluate(({ BrowserWindow, Menu }) => {
      const items = Menu.getApplicationMenu()!.items.flatMap((item) => item.submenu?.items ?? []);
      const entry = items.find((item) => item.label === "Open Inspector")!;
      entry.click();
      return { accelerator: entry.accelerator, windows: BrowserWindow.getAllWindows().length };
    });
    expect(accelerator).toBe("CommandOrControl+Shift+S");
    expect(windows).toBe(1);
  });

  test("shows its window when it is started a second time, and the second process exits", async () => {
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.hide());
    const second = spawn(
      electronPath!,
      [...electronArguments, packageFolder, `--user-data-dir=${userData}`],
      {
        stdio: "ignore",
      },
    );
    const [code] = (await once(second, "exit")) as [number | null];
    expect(code).toBe(0);
    await expect
      .poll(() =>
        app.evaluate(({ BrowserWindow }) =>
          BrowserWindow.getAllWindows().map((window) => window.isVisible()),
        ),
      )
      .toEqual([true]);
  });

  test("closes the store when it quits, with all recorded events in it", async () => {
    const { pid } = app.process();
    const ended = once(app.process(), "exit");
    await app.close();
    expect((await ended)[0]).toBe(0);

    // Opens for writing: the app has released the lock.
    const store = openStreamStore({ directory: join(userData, "streams") });
    const { streams } = await store.list({ prefix: "app/" });
    expect(streams.map(({ path, contentType, retention }) => ({ path, contentType, retention }))).toEqual(
      recorded.map((path) => ({
        path,
        contentType: "application/json",
        retention: path === "app/process-metrics" ? { maxAgeMs: 86_400_000 } : { maxMessages: 10_000 },
      })),
    );
    const windows = await store.read("app/windows");
    expect(windows.messages[0]!.data).toMatchObject({ at: expect.any(String), event: "opened", window: 1 });
    const metrics = await store.read("app/process-metrics");
    expect(metrics.messages[0]!.data).toMatchObject({
      at: expect.any(String),
      processes: expect.arrayContaining([
        { pid, type: "Browser", cpuPercent: expect.any(Number), memoryKiB: expect.any(Number) },
      ]),
    });
    await store.close();
  });
});
