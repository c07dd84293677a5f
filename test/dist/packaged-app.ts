import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { chromium, type Browser, type Page } from "playwright";

export interface PackagedApp {
  /** The app's window, loaded from a file or a development server. */
  readonly page: Page;
  /** Sends the process a signal; resolves to how it exited. */
  end(signal: "SIGKILL" | "SIGTERM"): Promise<{ code: number | null; signal: string | null }>;
}

/**
 * Starts an app whose fuses keep Playwright's Electron driver out, and connects to its pages as to any Chromium. `start`
 * gets the arguments for that, and pipes the app's stderr.
 */
export async function startPackagedApp(start: (args: string[]) => ChildProcess): Promise<PackagedApp> {
  const app = start(["--remote-debugging-port=0"]);
  const exited = once(app, "exit") as Promise<[number | null, string | null]>;
  const browser = await chromium.connectOverCDP(await debuggerUrl(app, exited));
  return {
    page: await firstPage(browser),
    async end(signal) {
      kill(app, signal);
      const [code, by] = await exited;
      await browser.close();
      return { code, signal: by };
    },
  };
}

/** Signals the process group, or only the process if it leads no group. */
function kill(app: ChildProcess, signal: NodeJS.Signals): void {
  try {
    process.kill(-app.pid!, signal);
  } catch {
    app.kill(signal);
  }
}

async function debuggerUrl(app: ChildProcess, exited: Promise<unknown>): Promise<string> {
  const lines = createInterface(app.stderr!);
  const found = new Promise<string>((resolve) =>
    lines.on("line", (line) => {
      const url = /DevTools listening on (\S+)/.exec(line)?.[1];
      if (url) resolve(url);
      else if (!/^\[\d+:/.test(line) && line !== "") console.error(`app: ${line}`);
    }),
  );
  const ended = exited.then((how) => {
    throw new Error(`the packaged app ended before it could be reached: ${String(how)}`);
  });
  ended.catch(() => {});
  return Promise.race([found, ended]);
}

async function firstPage(browser: Browser): Promise<Page> {
  const [context] = browser.contexts();
  const isOwn = (page: Page): boolean => /^(?:file:|http:\/\/localhost:)/.test(page.url());
  return context!.pages().find(isOwn) ?? context!.waitForEvent("page", isOwn);
}
