import type { StreamError } from "../protocol/errors.ts";

/*
 * Thousands of appends may wait for one commit, which is when V8 collects its young garbage: what is alive then is copied, and
 * what V8 takes for long-lived it allocates among the old objects from then on, where it stays until a full collection. Two
 * habits of V8 would turn most of a commit into such garbage, and each append into pauses (`jank` in docs/performance.md):
 *
 * - Object and array literals that outlive a collection are allocated old the next time. Objects of a class are not: see
 *   `Pending`, and `arrayOf`.
 * - A map or a set that is cleared links its old table to its new one: once one table is old, all the later ones live on.
 *   They are made anew instead, but not for nothing: see `emptySet` and `emptyMap`.
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
