import type { Durability } from "../../src/store/index.ts";
import { inspectStore } from "../crash/check/inspect-store.ts";
import { maxInFlight } from "../crash/plan/plan.ts";
import type { Prefixes } from "../crash/plan/prefixes.ts";
import { judge } from "../crash/check/verdict.ts";

export interface Problem {
  /** Acknowledged operations that the power cut has undone, although the durability promises them. */
  readonly lost: number;
  /** 1 if the store cannot be opened, is damaged, or is in a state that it never had. */
  readonly corrupt: number;
  readonly report: string;
}

/**
 * Opens a store as the power cut left it. With durability "full" it must hold everything that was acknowledged. With
 * "normal" the newest operations may be missing, but those that are present must be a prefix of the plan.
 *
 * @returns how many of the planned operations are present, or what is wrong
 */
export async function checkImage(
  directory: string,
  durability: Durability,
  prefixes: Prefixes,
  acknowledged: number,
): Promise<number | Problem> {
  const upto = acknowledged + maxInFlight;
  // Messages too old by then are gone, though acknowledged.
  const now = latestTime(prefixes, acknowledged);
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
      report: `acknowledged ${acknowledged} operations, ${count} are present`,
    };
  } catch (error) {
    return corrupt(`the store cannot be opened or read: ${String(error)}`);
  }
}

/** The latest time that the writer's clock can have reached. */
export function latestTime(prefixes: Prefixes, acknowledged: number): number {
  return prefixes.modelAfter(acknowledged + maxInFlight).now;
}

function corrupt(report: string): Problem {
  return { lost: 0, corrupt: 1, report };
}
