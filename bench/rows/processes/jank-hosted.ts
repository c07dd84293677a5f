import type { monitorEventLoopDelay } from "node:perf_hooks";
import { electronProblem } from "../../../test/support/electron/electron-binary.ts";
import type { StorePlace } from "../../../test/support/electron/launch-app.ts";
import type { Row } from "../../row.ts";

const bytes = 100;
const inFlight = 1000;

/** How long a window's appends block the main process: with the store in a utility process, and with it in the main process. */
export const jankHosted: Row = {
  id: "jank-hosted",
  what: "block of Electron's main process while a window keeps 1,000 appends in flight, hostStreamStore, p99.9",
  anchorName: "the same with openStreamStore in the main process",
  goal: 1,
  unit: "ms",
  onlyInFull: true,
  async prepare(scale) {
    if (electronProblem !== undefined) return electronProblem;
    const count = scale.of(100_000, 10_000);
    const hosted = await openLoaded("a process of its own", count);
    const inMain = await openLoaded("the main process", count);
    return {
      ours: hosted,
      anchor: inMain,
      note: () =>
        `longest block of each round: hosted ${hosted.longest()} ms, in the main process ${inMain.longest()} ms`,
      close: async () => {
        await hosted.close();
        await inMain.close();
      },
    };
  },
};

/** An app with one window, and a round of appends from that window. */
async function openLoaded(place: StorePlace, count: number) {
  // Loaded here, because every row's process loads this file and few need Electron.
  const { launchApp } = await import("../../../test/support/electron/launch-app.ts");
  const app = await launchApp({ place });
  const page = await app.openPage();
  const longest: number[] = [];
  let path = "";
  let round = 0;
  return {
    async before() {
      path = `round-${++round}`;
      await app.app.evaluate((_, path) => host.store.create(path), path);
    },
    async run() {
      await app.app.evaluate(() => {
        const { monitorEventLoopDelay } = process.getBuiltinModule("node:perf_hooks");
        globalThis.eventLoop = monitorEventLoopDelay({ resolution: 1 });
        globalThis.eventLoop.enable();
      });
      await page.evaluate(append, { path, count, inFlight, bytes });
      const { p999, max } = await app.app.evaluate(() => {
        globalThis.eventLoop.disable();
        const late = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - 1);
        return { p999: late(globalThis.eventLoop.percentile(99.9)), max: late(globalThis.eventLoop.max) };
      });
      longest.push(max);
      return p999;
    },
    async check() {
      const { messageCount } = await app.app.evaluate((_, path) => host.store.head(path), path);
      if (messageCount !== count) throw new Error(`expected ${count} messages, got ${messageCount}`);
    },
    longest: () => longest.map((ms) => ms.toFixed(1)).join(", "),
    close: () => app.stop(),
  };
}

/** Runs in the page. */
async function append(load: { path: string; count: number; inFlight: number; bytes: number }): Promise<void> {
  const { streams } = window.fixture;
  const message = new Uint8Array(load.bytes);
  for (let from = 0; from < load.count; from += load.inFlight) {
    await Promise.all(Array.from({ length: load.inFlight }, () => streams.append(load.path, message)));
  }
}

declare global {
  /** In the main process only. */
  var eventLoop: ReturnType<typeof monitorEventLoopDelay>;
}
