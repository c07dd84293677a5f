import { assertPathPrefix } from "../../../protocol/stream-path.ts";
import type { Browse, FoundPage } from "./wanted.ts";
import type { InspectionContext } from "../context.ts";
import { following, pathsUnder, type PathRange } from "./stream-table.ts";
import { nextTurn } from "../../turns.ts";

/** The paths to count in one turn of the event loop: less than a millisecond. */
const countedPerTurn = 10_000;

/** A page of streams in path order, which the database answers by itself. */
export async function browsePaths(context: InspectionContext, wanted: Browse): Promise<FoundPage> {
  const { store, table } = context;
  const { prefix, after, descending, limit, count } = wanted;
  const all = pathsUnder(prefix);
  const range = rest(all, after, descending);
  // One more stream than requested shows whether there is a next page.
  const ids = store.snapshot(() => table.ids(range, descending, limit + 1));
  const found = ids.slice(0, limit).map((id) => ({ id }));
  const last = ids.length > limit ? store.catalog.peek(ids[limit - 1]!)?.path : undefined;
  const next = last === undefined ? {} : { next: last };
  return { found, ...next, ...(count && { total: await countPaths(context, all) }) };
}

/** The part of a range that comes after a path, in either direction. */
export function rest({ low, high }: PathRange, after: string | undefined, descending: boolean): PathRange {
  if (after === undefined) return { low, high };
  assertPathPrefix(after, "after");
  return descending ? { low, high: after } : { low: following(after), high };
}

/** The number of paths in a range, counted in steps. */
export async function countPaths(
  { store, table }: InspectionContext,
  { low, high }: PathRange,
): Promise<number> {
  let count = 0;
  for (let from = low; ;) {
    const next = store.snapshot(() => table.jump({ low: from, high }, countedPerTurn));
    if (next === undefined) return count + store.snapshot(() => table.count({ low: from, high }));
    count += countedPerTurn;
    from = next;
    await nextTurn();
  }
}
