/** `npm run test:powerloss -- [--images N] [--seed S]`: cuts the power on recorded writes; see docs/reliability.md. */
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { ensureStrace } from "../../scripts/environment/ensure-strace.ts";
import { readCountAndSeed } from "../support/count-and-seed.ts";
import { planScenarios } from "./plan-scenarios.ts";
import type { Tally } from "./scenario.ts";

const { count: images, seed: firstSeed } = readCountAndSeed("test:powerloss", "images", 3000);

ensureStrace();
const scenarios = planScenarios(images, firstSeed);
const planned = scenarios.length;
const sum = { images: 0, lost: 0, corrupt: 0, instants: 0 };
// In memory if possible: thousands of images are written and deleted.
const folder = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "streams-powerloss-"));
try {
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, work));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${sum.instants} instants in ${planned} scenarios`);
console.log(`images ${sum.images}, lost ${sum.lost}, corrupt ${sum.corrupt}`);
if (sum.images !== images || sum.lost + sum.corrupt > 0) process.exit(1);

async function work(): Promise<void> {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { workerData: { folder } });
  for (let scenario = scenarios.shift(); scenario; scenario = scenarios.shift()) {
    worker.postMessage(scenario);
    const [tally] = (await once(worker, "message")) as [Tally];
    sum.images += tally.images;
    sum.lost += tally.lost;
    sum.corrupt += tally.corrupt;
    sum.instants += tally.instants;
    for (const problem of tally.problems) {
      console.error(problem);
      console.error(
        `repeat: npm run test:powerloss -- --seed ${scenario.seed} --images ${2 * scenario.images}`,
      );
    }
  }
  await worker.terminate();
}
