import { offsetsOf, type Offset } from "../offset.ts";

export interface PreviewOptions {
  /**
   * The position before the first row: an offset, `"-1"` (the default) or `"now"`. Positions have no gaps, so
   * any of them can be made: `formatOffset(info.id, position)` is understood for all positions of a stream,
   * also for those that a fork has from its source. That is how to page backwards.
   */
  readonly offset?: Offset;
  /** Rows in a page, 200 by default, 2,000 at the most. */
  readonly limitMessages?: number;
  /** Bytes of each head, 256 by default, 64 KiB at the most; all heads of a page are at most 1 MiB. */
  readonly headBytes?: number;
}

/** The heads of messages: cut inside the database, so the size of a message does not matter. `unpackPreview` gives rows. */
export interface PreviewPage {
  readonly json: boolean;
  /** The stream's own id. */
  readonly streamId: number;
  /** The position before the first row. */
  readonly position: number;
  /** The first bytes of each message, one after the other. */
  readonly heads: Uint8Array;
  /** Bytes of each head: less than the message's where it was cut. */
  readonly headLengths: Uint32Array;
  /** Bytes of each whole message. */
  readonly byteLengths: Uint32Array;
  readonly appendedAt: Float64Array;
  /** Where the next page goes on. */
  readonly nextOffset: Offset;
  readonly tailOffset: Offset;
  /** The earliest offset that can be read. */
  readonly startOffset: Offset;
  readonly closed: boolean;
}

export interface PreviewRow {
  /** The position after this message, as that of `StreamMessage`. In a fork it always names the fork itself. */
  readonly offset: Offset;
  readonly byteLength: number;
  readonly appendedAt: number;
  /** A view into the page's one buffer; may end within a character. */
  readonly head: Uint8Array;
}

/** The rows of a page; their heads are views into its one buffer. */
export function unpackPreview(page: PreviewPage): PreviewRow[] {
  const { heads, headLengths, byteLengths, appendedAt, position } = page;
  const offsetAt = offsetsOf(page.streamId);
  const rows = new Array<PreviewRow>(headLengths.length);
  let start = 0;
  for (let i = 0; i < rows.length; i++) {
    const end = start + headLengths[i]!;
    rows[i] = {
      offset: offsetAt(position + i + 1),
      byteLength: byteLengths[i]!,
      appendedAt: appendedAt[i]!,
      head: heads.subarray(start, end),
    };
    start = end;
  }
  return rows;
}
