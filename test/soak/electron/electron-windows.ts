import { BrowserWindow } from "electron";
import { followedBy, type SoakWindows } from "../windows.ts";

const ways = ["reload", "crash", "close", "leave"] as const;

/** Real Electron windows, with the page and the preload of the test app. */
export class ElectronWindows implements SoakWindows {
  readonly kind = `Electron ${process.versions.electron} windows`;
  opened = 0;
  readonly #windows: BrowserWindow[] = [];
  readonly #preload: string;
  readonly #page: string;
  readonly #elsewhere: string;
  #disturbed = 0;

  constructor(preload: string, page: string, elsewhere: string) {
    this.#preload = preload;
    this.#page = page;
    this.#elsewhere = elsewhere;
  }

  async open(): Promise<void> {
    const window = new BrowserWindow({
      show: false,
      webPreferences: { preload: this.#preload, sandbox: true, contextIsolation: true },
    });
    this.#windows.push(window);
    await load(window, this.#page);
    await this.#follow(window);
  }

  async disturb(): Promise<void> {
    const window = this.#windows.shift()!;
    const way = ways[this.#disturbed++ % ways.length]!;
    if (way === "close") {
      window.close();
      return this.open();
    }
    this.#windows.push(window);
    if (way === "crash") await crash(window);
    if (way === "leave") await load(window, this.#elsewhere);
    await load(window, this.#page);
    await this.#follow(window);
  }

  async closeAll(): Promise<void> {
    for (const window of this.#windows.splice(0)) window.destroy();
  }

  /** Resolves when the window has received its first message. */
  async #follow({ webContents }: BrowserWindow): Promise<void> {
    const { paths, list } = followedBy(this.opened++);
    await webContents.executeJavaScript(`(async () => {
      while (window.connected === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
      const { streams, follow } = fixture;
      const lists = ${JSON.stringify(paths)}.map((path) => follow(path));
      streams.info$(${JSON.stringify(paths[0])}).subscribe();
      if (${list}) streams.list$().subscribe();
      while (lists[0].length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    })()`);
  }
}

/** Waits for the previous load to stop: otherwise Electron rejects this one with `ERR_FAILED`. */
async function load(window: BrowserWindow, url: string): Promise<void> {
  const { webContents } = window;
  if (webContents.isLoading())
    await new Promise<void>((resolve) => webContents.once("did-stop-loading", () => resolve()));
  await window.loadURL(url);
}

async function crash({ webContents }: BrowserWindow): Promise<void> {
  const gone = new Promise((resolve) => webContents.once("render-process-gone", resolve));
  webContents.forcefullyCrashRenderer();
  await gone;
}
