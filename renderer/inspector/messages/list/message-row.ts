import {
  unpackPreview,
  type PreviewPage,
  type PreviewRow,
} from "../../../../src/protocol/inspection/preview.ts";
import { parseOffset, type Offset } from "../../../../src/protocol/offset.ts";

/** Bytes of a message that its row keeps: more than fits on the widest screen. */
export const headBytes = 512;

export interface MessageRow {
  /** Messages before this one in the stream's life. */
  readonly position: number;
  /** The position after it, as everywhere. */
  readonly offset: Offset;
  /** Bytes of the whole message. */
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly appendedAt: number;
  /** Its first bytes. */
  readonly head: Uint8Array;
}

export function rowsOf(page: PreviewPage): MessageRow[] {
  return unpackPreview(page).map(toRow);
}

export function toRow({ offset, byteLength, appendedAt, head }: PreviewRow): MessageRow {
  return { position: parseOffset(offset).position - 1, offset, size: byteLength, appendedAt, head };
}

/** What a list of messages shows: all of a stream, or those that a filter has found. */
export interface RowSource {
  /** Rows there are: from `first` up to, not including, `end`. */
  readonly first: number;
  readonly end: number;
  /** Undefined where it is not here yet. */
  row(index: number): MessageRow | undefined;
  /** Tells which rows are in view; the missing ones are read. */
  want(first: number, last: number): void;
}
