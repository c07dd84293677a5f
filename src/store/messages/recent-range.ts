import { copyOf } from "./own-buffer.ts";

/** Messages `from < p <= upto` that were written to one stream. */
export interface Run {
  readonly lengths: readonly number[];
  /** End to end; for JSON with a comma between two. */
  readonly data: Uint8Array;
}

interface Place {
  readonly streamId: number;
  readonly from: number;
  readonly upto: number;
}

/** Larger ones are copied no faster than they are read. */
const maxBytes = 16 * 1024;

/**
 * The run that was read last. An append wakes all who follow its stream, and each of them reads the same: the first one
 * asks the database. What was written at a place stays the same for ever, so nothing ends this but the next run.
 */
export class RecentRun {
  #place: Place | undefined;
  #run: Run | undefined;

  /** A run of its own, which the caller may hand on; undefined also where it has more than `limitBytes`. */
  find({ streamId, from, upto }: Place, limitBytes: number): Run | undefined {
    const place = this.#place;
    if (place?.streamId !== streamId || place.from !== from || place.upto !== upto) return undefined;
    const { lengths, data } = this.#run!;
    return data.length <= limitBytes ? { lengths, data: copyOf(data) } : undefined;
  }

  keep({ streamId, from, upto }: Place, { lengths, data }: Run): void {
    if (data.length > maxBytes) return;
    this.#place = { streamId, from, upto };
    this.#run = { lengths, data: copyOf(data) };
  }
}
