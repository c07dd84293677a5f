import { setTimeout as sleep } from "node:timers/promises";

const sampleMs = 20;

/** The most that this process grew during `work`, in MiB of resident memory. */
export async function growthDuring(work: () => Promise<unknown>): Promise<number> {
  globalThis.gc?.();
  // Freed memory returns to the system a little later.
  await sleep(500);
  const start = process.memoryUsage.rss();
  let peak = start;
  const sampling = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), sampleMs);
  await work();
  clearInterval(sampling);
  return (peak - start) / 1024 / 1024;
}
