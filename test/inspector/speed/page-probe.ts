import type { Page } from "playwright";

export interface Probe {
  /** Milliseconds from the load event until the first stream was painted; 0 if it was painted before. */
  readonly firstContent: number;
  /** The duration of the longest task above 50 ms; 0 without one. */
  readonly longestTask: number;
  /** The number of frames in which the view was not filled with rows. */
  readonly blankFrames: number;
  readonly frames: number;
  /** The maximum age of the last message when it was visible, in milliseconds. */
  readonly lag: number;
}

interface ProbeState {
  firstContent: number | undefined;
  longestTask: number;
  blankFrames: number;
  frames: number;
  lag: number;
  watched: "none" | "rows" | "lag";
}

declare global {
  interface Window {
    probe: ProbeState;
  }
}

/** Observes the page once a frame, from within. Call it before the page is opened. */
export async function installProbe(page: Page): Promise<void> {
  await page.addInitScript(watchFrames);
}

/** Also observes whether messages fill their view (`rows`), or how old the last of them is (`lag`). */
export async function watch(page: Page, watched: ProbeState["watched"]): Promise<void> {
  await page.evaluate((watched) => void (window.probe.watched = watched), watched);
}

/** Forgets the tasks of the page's load. */
export async function forgetTasks(page: Page): Promise<void> {
  await page.evaluate(() => void (window.probe.longestTask = 0));
}

export async function readProbe(page: Page): Promise<Probe> {
  await page.waitForFunction(() => window.probe.firstContent !== undefined);
  return page.evaluate(() => window.probe as Probe);
}

function watchFrames(): void {
  const probe: ProbeState = {
    firstContent: undefined,
    longestTask: 0,
    blankFrames: 0,
    frames: 0,
    lag: 0,
    watched: "none",
  };
  window.probe = probe;
  const find = (path: string[]) =>
    path.reduce<Element | null>(
      (at, selector) =>
        at ? (at.shadowRoot ?? at).querySelector(selector) : document.querySelector(selector),
      null,
    );
  const streams = ["streams-inspector", "stream-list", "stream-grid"];
  const messages = ["streams-inspector", "stream-view", "message-pane", "message-list"];
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) probe.longestTask = Math.max(probe.longestTask, duration);
  }).observe({ type: "longtask", buffered: true });

  const observeContent = (): void => {
    if (probe.firstContent !== undefined || !find([...streams, ".row.stream"])) return;
    // It has been painted by the next frame.
    requestAnimationFrame(() => {
      const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
      const loaded = navigation?.loadEventStart || performance.now();
      probe.firstContent ??= Math.max(0, performance.now() - loaded);
    });
  };
  const observeRows = (): void => {
    const list = find(messages)?.shadowRoot;
    const view = list?.querySelector(".view");
    if (!list || !view) return;
    probe.frames++;
    const needed = Math.floor(view.clientHeight / 24);
    const { top, bottom } = view.getBoundingClientRect();
    const rows = [...list.querySelectorAll(".row")].filter((row) => {
      const box = row.getBoundingClientRect();
      return box.bottom > top && box.top < bottom;
    });
    if (rows.length < needed) probe.blankFrames++;
  };
  const observeLag = (): void => {
    const rows = find(messages)?.shadowRoot?.querySelectorAll(".row .content");
    const at = Number(/"at": (\d+)/.exec(rows?.item(rows.length - 1)?.textContent ?? "")?.[1]);
    if (at > 0) probe.lag = Math.max(probe.lag, Date.now() - at);
  };
  const observe = (): void => {
    observeContent();
    if (probe.watched === "rows") observeRows();
    if (probe.watched === "lag") observeLag();
    requestAnimationFrame(observe);
  };
  requestAnimationFrame(observe);
}
