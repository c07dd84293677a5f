/** The cost of one operation in a store of one size. */
export interface Sample {
  /** What grows. */
  readonly by: "messages in the stream" | "streams in the store";
  readonly size: number;
  readonly operation: "append" | "bare insert" | "tail read" | "head";
  /** Median of one call. */
  readonly microseconds: number;
}
