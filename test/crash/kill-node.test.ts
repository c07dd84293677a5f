import { expect, test } from "vitest";
import { runRounds } from "./run-rounds.ts";

// `npm run test:crash` runs more rounds. A failure prints the command that repeats it.
test(
  "a process killed at random instants loses, duplicates and tears nothing",
  { timeout: 240_000 },
  async () => {
    const { rounds, kills, acknowledged, lost, duplicated, torn } = await runRounds(
      10,
      Date.now() % 1_000_000,
      2,
    );
    expect({ rounds, lost, duplicated, torn }).toEqual({ rounds: 10, lost: 0, duplicated: 0, torn: 0 });
    expect(kills).toBeGreaterThan(0);
    expect(acknowledged).toBeGreaterThan(0);
  },
);
