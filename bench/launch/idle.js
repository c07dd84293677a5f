// Opens a store of the built package with one follower, and reports what a minute costs in which nothing happens.
import { setTimeout as delay } from "node:timers/promises";

/** Longer than the longest pause between two runs of the work that a minute contains: the first runs compile it. */
const settleMs = 65_000;
const measuredMs = 60_000;
const { openStreamStore } = await import("electron-durable-streams");
const directory = process.argv.at(-1);

const store = openStreamStore({ directory });
await store.ensure("a", { contentType: "text/plain" });
const pages = store.subscribe("a");
const following = pages.next();
globalThis.gc?.();
await delay(settleMs);
const before = figures();
await delay(measuredMs);
const after = figures();
await store.close();
await following.catch(() => {});
// Without the wake-up that ends the minute.
report({ ms: after.cpuMs - before.cpuMs, wakeUps: after.wakeUps - before.wakeUps - 1 });

function figures() {
  const { user, system } = process.cpuUsage();
  return { cpuMs: (user + system) / 1000, wakeUps: performance.nodeTiming.uvMetricsInfo.loopCount };
}

function report(minute) {
  process.stdout.write(`\n${JSON.stringify(minute)}\n`, () => process.exit(0));
}
