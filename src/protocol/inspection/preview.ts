import { offsetsOf, type Offset } from "../offset.ts";

export interface PreviewOptions {
  /**
   * Where to start: an offset, `"-1"` for the start (the default) or `"now"` for the tail. To page backwards, make an offset
   * from the stream's own id and any of its positions, `formatOffset(info.id, position)`: positions have no gaps, and those
   * that a fork inherits can be written like this, too.
   */
  readonly offset?: Offset;
  /** The maximum number of rows in a page: 200 by default, at most 2,000. */
  readonly limitMessages?: number;
  /** The size of a head in bytes: 256 by default, at most 64 KiB. All heads of a page take at most 1 MiB. */
  readonly headBytes?: number;
}

/**
 * The heads of a page of messages. They are cut within the database, so a page stays small however large its messages are.
 * `unpackPreview` turns it into rows.
 */
export interface PreviewPage {
  readonly json: boolean;
  /** The id of the stream. */
  readonly streamId: number;
  /** The position before the first row. */
  readonly position: number;
  /** The first bytes of each message, in order. */
  readonly heads: Uint8Array;
  /** The length of each head in bytes: less than that of its message where it was cut. */
  readonly headLengths: Uint32Array;
  /** The length of each whole message in bytes. */
  readonly byteLengths: Uint32Array;
  /** When each message was appended. */
  readonly appendedAt: Float64Array;
  /** Where the next page starts. */
  readonly nextOffset: Offset;
  readonly tailOffset: Offset;
  /** The earliest offset that can be read. */
  readonly startOffset: Offset;
  readonly closed: boolean;
}

export interface PreviewRow {
  /** The position after this message. In a fork it always has the id of the fork. */
  readonly offset: Offset;
  readonly byteLength: number;
  readonly appendedAt: number;
  /** A view into the page's buffer. It may end within a character. */
  readonly head: Uint8Array;
}

/** Splits a page into rows. Their heads are views into the page's buffer, not copies. */
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
