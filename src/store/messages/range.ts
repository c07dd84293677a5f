/** The messages `from < p <= upto` that were written to one stream. */
export interface MessageRange {
  readonly streamId: number;
  readonly from: number;
  readonly upto: number;
}

/** Messages of a range, from its start on. */
export interface RangeContent {
  readonly lengths: readonly number[];
  /** End to end, in a JSON stream with a comma between two. */
  readonly data: Uint8Array;
}
