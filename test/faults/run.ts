/** `npm run test:faults -- [--damages N] [--seed S]`: failing disks, damage, second writers; see docs/reliability.md. */
import { readCountAndSeed } from "../support/count-and-seed.ts";
import { tryDisks } from "./disks.ts";
import { salvageMany } from "./salvage.ts";
import { trySecondWriters } from "./second-writers.ts";

const { count: damages, seed } = readCountAndSeed("test:faults", "damages", 200);
const disks = await tryDisks(3);
for (const what of disks.notTried) console.log(`NOT TRIED: ${what}`);
const locked = await trySecondWriters(5);
const salvage = await salvageMany(damages, seed);
const { damaged, messages, salvaged, traceless, unreported, wrong } = salvage;
console.log(`${salvaged} of ${messages} messages salvaged; ${traceless} streams lost without a trace`);
console.log(
  `disk faults ${disks.refused}, acknowledged ${disks.acknowledged}, second writers refused ${locked}, ` +
    `damages ${damaged}, lost unreported ${unreported}, wrong ${wrong}`,
);
if (unreported + wrong > 0) process.exit(1);
