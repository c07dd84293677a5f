import type { Stream } from "./stream.ts";

/**
 * Records each change of a stream, so that the next commit writes it. A function that may change a stream takes one: writes
 * pass their transaction, reads pass `context.readEffects`.
 */
export interface ChangeRecorder {
  /** The stream's row is written once, at the end of the transaction, however many changes it had. */
  changed(stream: Stream): void;
  /**
   * Messages of a stream up to a position, inclusive, became unreadable: maintenance deletes what no fork needs. With 0 it only
   * reviews what the stream has dropped before.
   */
  unreadable(streamId: number, upto: number): void;
}
