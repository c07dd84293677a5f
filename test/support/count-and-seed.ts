import { parseArgs } from "node:util";

/**
 * Reads `--<name> N [--seed S]` from the command line and prints the seed, so that the run can be repeated. Ends the
 * process with status 2 if one of the two is not a whole number.
 */
export function readCountAndSeed(
  command: string,
  name: string,
  defaultCount: number,
): { readonly count: number; readonly seed: number } {
  const { values } = parseArgs({ options: { [name]: { type: "string" }, seed: { type: "string" } } });
  const count = Number(values[name] ?? defaultCount);
  const seed = Number(values["seed"] ?? Date.now() % 1_000_000_000);
  if (!Number.isSafeInteger(count) || count < 1 || !Number.isSafeInteger(seed)) {
    console.error(`${command}: --${name} must be a whole number from 1 on, --seed a whole number`);
    process.exit(2);
  }
  console.log(`seed ${seed}`);
  return { count, seed };
}
