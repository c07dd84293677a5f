import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { chromium, type Page } from "playwright";
import { electronArguments, electronPath } from "../support/electron/electron-binary.ts";

export interface StartedApp {
  readonly page: Page;
  stop(): Promise<void>;
}

/**
 * Starts an app of `buildPageApp` and connects to its window through the debugging port. `--require` runs main.cjs before
 * Electron is ready, as in a packaged app: Electron may load an app from a folder too late to register a scheme, and under
 * Playwright it always does.
 */
export async function startApp(folder: string, userData: string): Promise<StartedApp> {
  const args = [...electronArguments, "--remote-debugging-port=0", `--user-data-dir=${userData}`];
  args.push("--require", join(folder, "main.cjs"), folder);
  const app = spawn(electronPath!, args, { stdio: ["ignore", "ignore", "pipe"] });
  const ended = once(app, "exit");
  const endpoint = await endpointOf(app.stderr);
  const browser = await chromium.connectOverCDP(endpoint);
  return {
    page: await firstPage(browser.contexts()[0]!),
    async stop() {
      await browser.close();
      app.kill("SIGKILL");
      await ended;
    },
  };
}

async function endpointOf(output: Readable): Promise<string> {
  let printed = "";
  for await (const text of output.setEncoding("utf8").iterator({ destroyOnReturn: false })) {
    printed += text;
    const [, endpoint] = /DevTools listening on (\S+)/.exec(printed) ?? [];
    if (endpoint === undefined) continue;
    output.resume();
    return endpoint;
  }
  throw new Error(`the app did not start: ${printed}`);
}

async function firstPage(context: {
  pages(): Page[];
  waitForEvent(event: "page"): Promise<Page>;
}): Promise<Page> {
  return context.pages()[0] ?? (await context.waitForEvent("page"));
}
