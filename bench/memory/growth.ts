import { setTimeout as sleep } from "node:timers/promises";

const sampleMs = 20;

/** By how much this process has grown at the most while the work went on, in MiB of resident memory. */
export async function growthDuring(work: () => Promise<unknown>): Promise<number> {
  globalThis.gc?.();
  // What was freed goes back to the system a little later.
  await sleep(500);
  const start = process.memoryUsage.rss();
  let peak = start;
  const sampling = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), sampleMs);
  await work();
  clearInterval(sampling);
  return (peak - start) / 1024 / 1024;
}
