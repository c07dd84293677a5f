import { setImmediate as nextTurn } from "node:timers/promises";

/** Elements that are sorted, or merged, in one turn of the event loop: about a millisecond. */
const perTurn = 4096;

/** A sorted copy; sorting 100,000 elements in one go would hold everybody else up for a tenth of a second. */
export async function sortInTurns<T>(
  elements: readonly T[],
  compare: (a: T, b: T) => number,
): Promise<readonly T[]> {
  let runs: (readonly T[])[] = [];
  for (let first = 0; first < elements.length; first += perTurn) {
    runs.push(elements.slice(first, first + perTurn).toSorted(compare));
    await nextTurn();
  }
  while (runs.length > 1) {
    const merged: (readonly T[])[] = [];
    for (let i = 0; i < runs.length; i += 2)
      merged.push(await mergeInTurns(runs[i]!, runs[i + 1] ?? [], compare));
    runs = merged;
  }
  return runs[0] ?? [];
}

async function mergeInTurns<T>(
  left: readonly T[],
  right: readonly T[],
  compare: (a: T, b: T) => number,
): Promise<readonly T[]> {
  if (right.length === 0) return left;
  const merged: T[] = [];
  let l = 0;
  let r = 0;
  while (l < left.length || r < right.length) {
    const isLeft = r === right.length || (l < left.length && compare(left[l]!, right[r]!) <= 0);
    merged.push(isLeft ? left[l++]! : right[r++]!);
    if (merged.length % perTurn === 0) await nextTurn();
  }
  return merged;
}
