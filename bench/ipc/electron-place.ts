import { mkdirSync } from "node:fs";
import { join } from "node:path";
import {
  electronArguments,
  electronPath,
  electronProblem,
} from "../../test/support/electron/electron-binary.ts";
import type { IpcHost } from "./host.ts";
import type { Place } from "./place.ts";
import type { IpcWindow } from "./window.ts";

// In the app's two processes.
declare const ipcHost: IpcHost | undefined;
type Page = Window & { readonly ipcWindow: IpcWindow | undefined };
type Methods = Record<string, (...args: readonly unknown[]) => Promise<never>>;

/** Electron's main process and one of its windows. Playwright starts the calls, which is not part of the measurement. */
export async function openElectronPlace(directory: string): Promise<Place | string> {
  if (electronProblem !== undefined) return electronProblem;
  // Loaded here, because every row's process loads this file and few need Electron.
  const { _electron } = await import("playwright");
  const { buildApp } = await import("./electron/build-app.ts");
  const folder = join(directory, "app");
  mkdirSync(folder);
  await buildApp(folder);
  const app = await _electron.launch({
    executablePath: electronPath!,
    args: [...electronArguments, folder, `--user-data-dir=${join(directory, "user-data")}`],
    env: { ...process.env, BENCH_DIRECTORY: directory },
  });
  const page = await app.firstWindow();
  await page.waitForFunction(() => (window as unknown as Page).ipcWindow !== undefined);
  await app.evaluate(async () => {
    while (ipcHost === undefined) await new Promise((resolve) => setTimeout(resolve, 10));
  });
  return {
    host: (name, ...args) =>
      app.evaluate((_, call) => (ipcHost as unknown as Methods)[call.name]!(...call.args), {
        name,
        args,
      }),
    window: (name, ...args) =>
      page.evaluate(
        (call) => ((window as unknown as Page).ipcWindow as unknown as Methods)[call.name]!(...call.args),
        { name, args },
      ),
    async close() {
      await app.evaluate(() => ipcHost!.close());
      await app.close();
    },
  };
}
