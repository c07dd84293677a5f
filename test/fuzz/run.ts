/** `npm run test:fuzz -- --cases N [--seed S]`: sends N messages and requests, and prints the number of failures. */
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import * as fc from "fast-check";
import { httpProperty } from "./http-property.ts";
import { ipcProperty } from "./ipc-property.ts";
import { rawHttpProperty } from "./raw/raw-http-property.ts";

const { values } = parseArgs({
  options: { cases: { type: "string", default: "100000" }, seed: { type: "string" } },
});
const wanted = Number(values.cases);
let seed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed);
/** Each with its runs in a round; bytes on sockets are slow, because some connections wait for a timeout. */
const properties = [
  [ipcProperty, 200],
  [httpProperty, 200],
  [rawHttpProperty, 20],
] as const;

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

let cases = 0;
let exceptions = 0;
for (const event of ["uncaughtException", "unhandledRejection"])
  process.on(event, (error: unknown) => {
    exceptions++;
    console.error(`${event} in the round with --seed ${seed}:`, error);
  });

// Measures growth after the first round, which also loads and compiles the code.
let failure = await round();
const heapAtStart = usedHeap();
while (failure === undefined && cases < wanted) {
  seed++;
  failure = await round();
}
const maxGrownMiB = 32;
const grownMiB = Math.round((usedHeap() - heapAtStart) / 1024 / 1024);
if (failure !== undefined) console.error(`${failure}\nAgain: npm run test:fuzz -- --cases 1 --seed ${seed}`);
console.log(
  `cases ${cases}, exceptions ${exceptions}, invalid answers ${failure === undefined ? 0 : 1}, heap growth ${grownMiB} MB`,
);
process.exit(failure !== undefined || exceptions > 0 || grownMiB > maxGrownMiB ? 1 : 0);

async function round(): Promise<string | undefined> {
  for (const [makeProperty, numRuns] of properties) {
    const property = makeProperty((more) => (cases += more));
    const details = await fc.check(property, { numRuns, seed });
    if (details.failed)
      return `${(await fc.asyncDefaultReportMessage(details)).slice(0, 10_000)}\n${String(details.errorInstance).slice(0, 5000)}`;
  }
  return undefined;
}

function usedHeap(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}
