import type { Offset } from "../offset.ts";

export interface SeekResult {
  readonly offset: Offset;
}

export interface TimelineOptions {
  /** The number of buckets: 200 by default, at most 1,000; fewer where a bucket would be shorter than a millisecond. */
  readonly buckets?: number;
  /** Inclusive; the time of the first message by default. */
  readonly from?: number;
  /** Exclusive; one millisecond after the last message by default. */
  readonly to?: number;
}

export interface Timeline {
  readonly from: number;
  readonly to: number;
  readonly buckets: readonly TimelineBucket[];
  /** Whether bytes are estimated from samples, as they are above 100,000 messages. Numbers of messages are exact. */
  readonly bytesEstimated: boolean;
}

export interface TimelineBucket {
  /** When the bucket begins; it ends where the next one begins. */
  readonly start: number;
  readonly messages: number;
  readonly bytes: number;
  /** Read from here to get the messages of the bucket. */
  readonly offset: Offset;
}
