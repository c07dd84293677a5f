import { unpackPreview, type PreviewPage } from "../../../../src/protocol/inspection/preview.ts";
import type { SearchMatch } from "../../../../src/protocol/inspection/search.ts";
import { parseOffset, type Offset } from "../../../../src/protocol/offset.ts";

/** The number of bytes of a message that its row holds: more than fits on the widest screen. */
export const headBytes = 512;

export interface MessageRow {
  /** The number of messages appended to the stream before this one. */
  readonly position: number;
  /** The offset after this message. */
  readonly offset: Offset;
  /** The size of the whole message in bytes. */
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly appendedAt: number;
  /** The first bytes of the message. */
  readonly head: Uint8Array;
  /** The part around what a search found, if it lies beyond the beginning. */
  readonly excerpt?: string;
}

export function rowsOf(page: PreviewPage): MessageRow[] {
  return unpackPreview(page).map((row) => toRow(row));
}

export function toRow({ offset, byteLength, appendedAt, head, excerpt }: SearchMatch): MessageRow {
  return {
    position: parseOffset(offset).position - 1,
    offset,
    size: byteLength,
    appendedAt,
    head,
    ...(excerpt !== undefined && { excerpt }),
  };
}

/** The rows in a list of messages: all messages of a stream, or the matches of a filter. */
export interface RowSource {
  /** The range of rows: from `first`, inclusive, to `end`, exclusive. */
  readonly first: number;
  readonly end: number;
  /** The position of the message in a row. */
  positionAt(index: number): number | undefined;
  /** The row of the message at a position; undefined if it is not in the list. */
  indexOf(position: number): number | undefined;
  /** Undefined until the row is loaded. */
  row(index: number): MessageRow | undefined;
  /** Sets which rows are visible: those not loaded yet are read. */
  setVisible(first: number, last: number): void;
}
