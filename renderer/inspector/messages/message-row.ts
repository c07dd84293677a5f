import { formatOffset, type Offset } from "../../../src/protocol/offset.ts";
import type { PackedPage } from "../../../src/protocol/packed-page.ts";

/** Bytes of a message that its row keeps; the rest is read again when someone asks for it. */
export const headBytes = 2048;

export interface MessageRow {
  /** Messages before this one in the stream's life. */
  readonly position: number;
  /** The position after it, as everywhere. */
  readonly offset: Offset;
  /** Bytes of the whole message. */
  readonly size: number;
  /** Its first `headBytes`. */
  readonly head: Uint8Array;
}

/** The messages of a page as they were written: a JSON value that was parsed would lose long numbers. */
export function rowsOf({ data, lengths, json, position, owners }: PackedPage): MessageRow[] {
  const rows: MessageRow[] = [];
  let start = 0;
  for (const { streamId, count } of owners) {
    for (const last = rows.length + count; rows.length < last;) {
      const size = lengths[rows.length]!;
      const at = position + rows.length;
      // A copy: a view would keep the page's whole buffer alive.
      const head = data.slice(start, start + Math.min(size, headBytes));
      rows.push({ position: at, offset: formatOffset(streamId, at + 1), size, head });
      // A comma stands between the messages of a JSON page.
      start += size + (json ? 1 : 0);
    }
  }
  return rows;
}
