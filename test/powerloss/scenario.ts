import type { Durability } from "../../src/store/index.ts";
import { seededRandom } from "../support/seeded-random.ts";
import { Generation, newStore, type Survivor } from "./generation.ts";

export interface Scenario {
  readonly seed: number;
  readonly durability: Durability;
  readonly images: number;
}

export interface Tally {
  images: number;
  lost: number;
  corrupt: number;
  /** Instants between two system calls, or acknowledgements, at which the power may fail. */
  instants: number;
  readonly problems: string[];
}

const generations = 3;
const maxProblems = 3;

/**
 * Runs a writer and draws images of its disk at instants in between. One of them becomes the disk of the next writer, so
 * that recovery is recorded and cut short like all other work.
 */
export async function runScenario(folder: string, scenario: Scenario): Promise<Tally> {
  const { seed, durability, images } = scenario;
  const tally: Tally = { images: 0, lost: 0, corrupt: 0, instants: 0, problems: [] };
  const random = seededRandom(seed);
  let survivor: Survivor | undefined = newStore;
  for (let number = 0; number < generations && survivor; number++) {
    const generation: Generation = new Generation({ folder, durability, random, number }, survivor);
    const share = Math.floor((images * (number + 1)) / generations) - tally.images;
    survivor = await generation.run(share, (found) => {
      tally.images++;
      if (!found) return;
      tally.lost += found.lost;
      tally.corrupt += found.corrupt;
      if (tally.problems.length < maxProblems) {
        tally.problems.push(`seed ${seed}, durability ${durability}, generation ${number}, ${found.report}`);
      }
    });
    tally.instants += generation.instants;
  }
  return tally;
}
