import { copyOf } from "./own-buffer.ts";
import type { MessageRange, RangeContent } from "./range.ts";

/** Copying a larger range takes as long as reading it again. */
const maxBytes = 16 * 1024;

/**
 * The range of messages that was read last. An append wakes every reader of its stream, and each of them reads the same
 * range: the first one queries the database. The messages of a range never change, so it stays until the next is kept.
 */
export class RecentRange {
  #range: MessageRange | undefined;
  #content: RangeContent | undefined;

  /** A copy, which the caller may pass on; undefined if this range was not read last, or has more than `limitBytes`. */
  find({ streamId, from, upto }: MessageRange, limitBytes: number): RangeContent | undefined {
    const range = this.#range;
    if (range?.streamId !== streamId || range.from !== from || range.upto !== upto) return undefined;
    const { lengths, data } = this.#content!;
    return data.length <= limitBytes ? { lengths, data: copyOf(data) } : undefined;
  }

  keep({ streamId, from, upto }: MessageRange, { lengths, data }: RangeContent): void {
    if (data.length > maxBytes) return;
    this.#range = { streamId, from, upto };
    this.#content = { lengths, data: copyOf(data) };
  }
}
