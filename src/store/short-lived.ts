import type { StreamError } from "../protocol/errors.ts";

/*
 * Thousands of appends may wait for one commit. Objects that survive a collection of young garbage are expensive, and two
 * habits of V8 make it keep them (`jank` in docs/performance.md shows the pauses):
 *
 * - It allocates literals that survived once in the old generation from then on. Objects of a class are not affected: use
 *   `Pending`, and `arrayOf` for an array.
 * - A cleared `Map` or `Set` links its old table to the new one, so that one old table keeps all later ones. Replace it, unless
 *   it is empty: use `emptySet` and `emptyMap`.
 */

/** A write that waits for its commit, and the promise of its caller. */
export class Pending<Write> {
  readonly write: Write;
  readonly resolve: (value: never) => void;
  readonly reject: (error: StreamError) => void;

  constructor(write: Write, resolve: (value: never) => void, reject: (error: StreamError) => void) {
    this.write = write;
    this.resolve = resolve;
    this.reject = reject;
  }
}

const placeholder: readonly unknown[] = [undefined];

/** An array of one item, which is not a literal. */
export function arrayOf<T>(item: T): T[] {
  return placeholder.with(0, item) as T[];
}

export function emptySet<T>(set: Set<T>): Set<T> {
  return set.size > 0 ? new Set() : set;
}

export function emptyMap<K, V>(map: Map<K, V>): Map<K, V> {
  return map.size > 0 ? new Map() : map;
}
