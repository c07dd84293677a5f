/** `npm run test:crash -- --rounds N [--seed S]`: kills writers, and checks what they leave; see docs/reliability.md. */
import { availableParallelism } from "node:os";
import { readCountAndSeed } from "../support/count-and-seed.ts";
import { runRounds } from "./run-rounds.ts";

const { count: rounds, seed } = readCountAndSeed("test:crash", "rounds", 200);
const tally = await runRounds(rounds, seed, Math.min(2, availableParallelism()));
const { kills, acknowledged, lost, duplicated, torn } = tally;
console.log(`${kills} kills`);
console.log(
  `rounds ${tally.rounds}, acknowledged ${acknowledged}, lost ${lost}, duplicated ${duplicated}, torn ${torn}`,
);
if (lost + duplicated + torn > 0) process.exit(1);
