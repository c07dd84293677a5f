import {
  unpackPreview,
  type PreviewPage,
  type PreviewRow,
} from "../../../../src/protocol/inspection/preview.ts";
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
}

export function rowsOf(page: PreviewPage): MessageRow[] {
  return unpackPreview(page).map(toRow);
}

export function toRow({ offset, byteLength, appendedAt, head }: PreviewRow): MessageRow {
  return { position: parseOffset(offset).position - 1, offset, size: byteLength, appendedAt, head };
}

/** The rows in a list of messages: all messages of a stream, or the matches of a filter. */
export interface RowSource {
  /** The range of rows: from `first`, inclusive, to `end`, exclusive. */
  readonly first: number;
  readonly end: number;
  /** Undefined until the row is loaded. */
  row(index: number): MessageRow | undefined;
  /** Sets which rows are visible: those not loaded yet are read. */
  setVisible(first: number, last: number): void;
}
