import { parseOffset, type Offset } from "../../../src/protocol/offset.ts";
import type { ReadPage } from "../../../src/protocol/stream.ts";

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

/** Where a page stands in its stream. */
export interface PagePlace {
  readonly streamId: number;
  /** Messages before the page's first one. */
  readonly position: number;
}

export function placeOf({ messages, nextOffset }: ReadPage): PagePlace {
  const { streamId, position } = parseOffset(nextOffset);
  return { streamId, position: position - messages.length };
}

export function rowsOf(page: ReadPage): MessageRow[] {
  const { position } = placeOf(page);
  return page.messages.map(({ offset, data }, i) => {
    const bytes = bytesOf(data);
    // A copy: a view would keep the page's whole buffer alive.
    return { position: position + i, offset, size: bytes.length, head: bytes.slice(0, headBytes) };
  });
}

/** The message as bytes; a JSON value as its text. */
export function bytesOf(data: unknown): Uint8Array {
  return data instanceof Uint8Array ? data : new TextEncoder().encode(JSON.stringify(data));
}
