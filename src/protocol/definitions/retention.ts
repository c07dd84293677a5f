/**
 * The limits of what a stream keeps. Messages beyond any of them are dropped, oldest first, and cannot be restored; a read at
 * an offset below the earliest message that is left rejects with `GONE`.
 */
export interface Retention {
  /** The maximum age of a message in milliseconds. */
  readonly maxAgeMs?: number;
  /** The maximum size of all messages in bytes. The newest message is kept, even if it alone is larger. */
  readonly maxBytes?: number;
  /** The maximum number of messages. */
  readonly maxMessages?: number;
  /**
   * Keeps every message until all replicas have acknowledged it, whatever the other limits are. Without other limits, a
   * message is dropped once all replicas have it. A stream without replicas keeps everything.
   */
  readonly afterReplicated?: boolean;
}
