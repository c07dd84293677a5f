import { nextTurn } from "../../turns.ts";

/** The elements to sort or merge in one turn of the event loop: about a millisecond. */
const perTurn = 4096;

/** A sorted copy. Sorting 100,000 elements in one turn would block the event loop for a tenth of a second. */
export async function sortInTurns<T>(
  elements: readonly T[],
  compare: (a: T, b: T) => number,
): Promise<readonly T[]> {
  let sorted: (readonly T[])[] = [];
  for (let first = 0; first < elements.length; first += perTurn) {
    sorted.push(elements.slice(first, first + perTurn).toSorted(compare));
    await nextTurn();
  }
  while (sorted.length > 1) {
    const merged: (readonly T[])[] = [];
    for (let i = 0; i < sorted.length; i += 2)
      merged.push(await mergeInTurns(sorted[i]!, sorted[i + 1] ?? [], compare));
    sorted = merged;
  }
  return sorted[0] ?? [];
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
