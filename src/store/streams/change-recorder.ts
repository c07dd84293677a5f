import type { Stream } from "./stream.ts";

/**
 * Told of every change of a stream, so that the next commit writes it: what may change a stream takes one of these. A write
 * passes its transaction, a read what collects the changes that reads bring about (`ReadEffects`).
 */
export interface ChangeRecorder {
  /** The stream's row is written once, at the end of the transaction, however many changes it had. */
  changed(stream: Stream): void;
  /** Messages of a stream up to a position, inclusive, became unreadable: maintenance deletes what no fork needs. */
  unreadable(streamId: number, upto: number): void;
}
