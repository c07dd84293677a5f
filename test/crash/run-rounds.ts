import { StoreLife, type Round } from "./store-life.ts";

const maxRoundsPerStore = 12;

export interface Tally {
  rounds: number;
  kills: number;
  acknowledged: number;
  lost: number;
  duplicated: number;
  torn: number;
}

/**
 * Kills writers for a number of rounds, on a new store every dozen rounds; what is found is said at once.
 * The same seed draws the same operations, and the same moments to kill at, as far as time can be repeated.
 */
export async function runRounds(rounds: number, seed: number, atOnce: number): Promise<Tally> {
  const tally = { rounds: 0, kills: 0, acknowledged: 0, lost: 0, duplicated: 0, torn: 0 };
  const roundsPerStore = Math.min(maxRoundsPerStore, Math.ceil(rounds / atOnce));
  const lives: { seed: number; rounds: number }[] = [];
  for (let left = rounds; left > 0; left -= roundsPerStore) {
    lives.push({ seed: seed + lives.length, rounds: Math.min(left, roundsPerStore) });
  }
  const work = async () => {
    for (let life = lives.shift(); life; life = lives.shift()) await live(life.seed, life.rounds, tally);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return tally;
}

/** The writer failed by itself, which it never should: nothing it has acknowledged can be relied on. */
function failedRound(error: unknown): Round {
  const verdict = { lost: 1, duplicated: 0, torn: 0, report: String(error) };
  return { acknowledged: 0, kills: 0, verdict };
}

async function live(seed: number, rounds: number, tally: Tally): Promise<void> {
  const life = new StoreLife(seed);
  for (let round = 1; round <= rounds; round++) {
    const { acknowledged, kills, verdict } = await life.round().catch(failedRound);
    tally.rounds++;
    tally.kills += kills;
    tally.acknowledged += acknowledged;
    if (!verdict) continue;
    tally.lost += verdict.lost;
    tally.duplicated += verdict.duplicated;
    tally.torn += verdict.torn;
    console.error(`seed ${seed}, round ${round}, durability ${life.durability}: ${verdict.report}`);
    console.error(`the store is kept in ${life.directory}`);
    console.error(`again: npm run test:crash -- --seed ${seed} --rounds ${round}`);
    return;
  }
  life.end();
}
