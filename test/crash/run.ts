/** `npm run test:crash -- --rounds N [--seed S]`: kills writers, and checks what they leave; see docs/reliability.md. */
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { runRounds } from "./run-rounds.ts";

const { values } = parseArgs({
  options: { rounds: { type: "string", default: "200" }, seed: { type: "string" } },
});
const rounds = Number(values.rounds);
const seed = values.seed === undefined ? Date.now() % 1_000_000_000 : Number(values.seed);
if (!Number.isSafeInteger(rounds) || rounds < 1 || !Number.isSafeInteger(seed)) {
  console.error("test:crash: --rounds and --seed must be whole numbers");
  process.exit(2);
}
console.log(`seed ${seed}`);
const tally = await runRounds(rounds, seed, Math.min(2, availableParallelism()));
const { kills, acknowledged, lost, duplicated, torn } = tally;
console.log(`${kills} kills`);
console.log(
  `rounds ${tally.rounds}, acknowledged ${acknowledged}, lost ${lost}, duplicated ${duplicated}, torn ${torn}`,
);
if (lost + duplicated + torn > 0) process.exit(1);
