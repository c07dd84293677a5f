import type { Offset } from "../offset.ts";

export interface SeekResult {
  readonly offset: Offset;
}

export interface TimelineOptions {
  /** 200 by default, 1,000 at the most; fewer where a bucket would be shorter than a millisecond. */
  readonly buckets?: number;
  /** Of the first message by default. */
  readonly from?: number;
  /** Exclusive; just after the last message by default. */
  readonly to?: number;
}

export interface Timeline {
  readonly from: number;
  readonly to: number;
  readonly buckets: readonly TimelineBucket[];
  /** Bytes were counted on samples, because there are many messages; numbers of messages are always exact. */
  readonly bytesEstimated: boolean;
}

export interface TimelineBucket {
  readonly start: number;
  readonly messages: number;
  readonly bytes: number;
  /** Where the bucket begins: read from here to see its messages. */
  readonly offset: Offset;
}
