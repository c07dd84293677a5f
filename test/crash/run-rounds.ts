import { KilledStore, type Round } from "./killed-store.ts";

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
 * Kills writers for a number of rounds, on a new store every dozen rounds, and prints each finding at once.
 * The same seed draws the same operations and the same moments of the kills, as far as timing can be repeated.
 */
export async function runRounds(rounds: number, seed: number, atOnce: number): Promise<Tally> {
  const tally = { rounds: 0, kills: 0, acknowledged: 0, lost: 0, duplicated: 0, torn: 0 };
  const roundsPerStore = Math.min(maxRoundsPerStore, Math.ceil(rounds / atOnce));
  const stores: { seed: number; rounds: number }[] = [];
  for (let left = rounds; left > 0; left -= roundsPerStore) {
    stores.push({ seed: seed + stores.length, rounds: Math.min(left, roundsPerStore) });
  }
  const work = async () => {
    for (let next = stores.shift(); next; next = stores.shift())
      await killRepeatedly(next.seed, next.rounds, tally);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return tally;
}

/** The writer failed without being killed, so its acknowledgements cannot be relied on. */
function failedRound(error: unknown): Round {
  const verdict = { lost: 1, duplicated: 0, torn: 0, report: String(error) };
  return { acknowledged: 0, kills: 0, verdict };
}

async function killRepeatedly(seed: number, rounds: number, tally: Tally): Promise<void> {
  const store = new KilledStore(seed);
  for (let round = 1; round <= rounds; round++) {
    const { acknowledged, kills, verdict } = await store.runRound().catch(failedRound);
    tally.rounds++;
    tally.kills += kills;
    tally.acknowledged += acknowledged;
    if (!verdict) continue;
    tally.lost += verdict.lost;
    tally.duplicated += verdict.duplicated;
    tally.torn += verdict.torn;
    console.error(`seed ${seed}, round ${round}, durability ${store.durability}: ${verdict.report}`);
    console.error(`the store is kept in ${store.directory}`);
    console.error(`repeat: npm run test:crash -- --seed ${seed} --rounds ${round}`);
    return;
  }
  store.remove();
}
