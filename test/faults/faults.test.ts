import { expect, test } from "vitest";
import { tryDisks } from "./disks.ts";
import { salvageMany } from "./salvage.ts";
import { trySecondWriters } from "./second-writers.ts";

// `npm run test:faults` tries more of each.
test("full, read-only, failing and missing disks lose nothing that was acknowledged", async () => {
  const { refused, acknowledged, notTried } = await tryDisks(1);
  for (const what of notTried) console.warn(`NOT TRIED: ${what}`);
  expect(refused).toBeGreaterThan(0);
  expect(acknowledged).toBeGreaterThan(0);
});

test("a second writer is refused while the first one lives", async () => {
  expect(await trySecondWriters(1)).toBe(1);
});

test("what is salvaged from a damaged file is as it was, and what is lost is reported", async () => {
  const seed = Date.now() % 1_000_000;
  const { damaged, unreported, wrong } = await salvageMany(12, seed);
  expect({ seed, damaged, unreported, wrong }).toEqual({ seed, damaged: 12, unreported: 0, wrong: 0 });
});
