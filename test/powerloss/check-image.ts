import type { Durability } from "../../src/store/index.ts";
import { inspectStore } from "../crash/check/inspect-store.ts";
import { maxInFlight } from "../crash/plan/plan.ts";
import type { Prefixes } from "../crash/plan/prefixes.ts";
import { judge } from "../crash/check/verdict.ts";

export interface Problem {
  /** Acknowledged operations that a power cut has undone, against the promise. */
  readonly lost: number;
  /** 1 if the store cannot be opened, is damaged, or is as it never was. */
  readonly corrupt: number;
  readonly report: string;
}

/**
 * Opens a store as the power cut left it. With durability "full" it must show all that was acknowledged; with "normal"
 * the newest may be missing, but in order: what is there is some first part of what was done.
 *
 * @returns how many of the planned operations are there, or what is wrong
 */
export async function checkImage(
  directory: string,
  durability: Durability,
  prefixes: Prefixes,
  acknowledged: number,
): Promise<number | Problem> {
  const upto = acknowledged + maxInFlight;
  // As far as the writer's clock can have come: what it dropped for its age is gone, whatever was acknowledged.
  const { now } = prefixes.modelAfter(upto);
  try {
    const found = await inspectStore(directory, durability, now);
    if (found.damage !== undefined) return corrupt(found.damage);
    const count =
      prefixes.find({ from: acknowledged, upto }, found.view, now) ??
      prefixes.find({ from: 0, upto: acknowledged }, found.view, now);
    if (count === undefined) return corrupt(judge(prefixes, { from: 0, upto }, found, now).report);
    if (durability === "normal" || count >= acknowledged) return count;
    return {
      lost: acknowledged - count,
      corrupt: 0,
      report: `acknowledged ${acknowledged} operations, there are ${count}`,
    };
  } catch (error) {
    return corrupt(`the store cannot be opened or read: ${String(error)}`);
  }
}

function corrupt(report: string): Problem {
  return { lost: 0, corrupt: 1, report };
}
