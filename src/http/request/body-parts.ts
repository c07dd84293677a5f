import { StreamError } from "../../protocol/errors.ts";

/** A store that only takes tiny messages would make millions of one body. */
const maxParts = 10_000;
/** A UTF-8 character has four bytes at most. */
const maxContinuationBytes = 3;

/**
 * Writes a body of bytes. The protocol transfers bytes and no messages (PROTOCOL.md, section 5.2): a body that is larger than
 * the store's largest message is written as several messages, at once. No character of a text is split.
 *
 * @throws what `write` does
 */
export async function writeInParts<T>(
  body: Uint8Array,
  write: (data: Uint8Array | readonly Uint8Array[]) => Promise<T>,
): Promise<T> {
  try {
    return await write(body);
  } catch (error) {
    const maxBytes = error instanceof StreamError && error.details["maxMessageBytes"];
    if (typeof maxBytes !== "number" || body.length > maxBytes * maxParts) throw error;
    return write(partsOf(body, maxBytes));
  }
}

function partsOf(body: Uint8Array, maxBytes: number): Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (let start = 0; start < body.length;) {
    const end = Math.min(body.length, start + maxBytes);
    const cut = maxBytes > maxContinuationBytes ? characterStart(body, end) : end;
    parts.push(body.subarray(start, cut));
    start = cut;
  }
  return parts;
}

/** The start of the character that a cut at `end` would split, or `end`. */
function characterStart(bytes: Uint8Array, end: number): number {
  for (let start = end; start > end - maxContinuationBytes; start--) {
    const byte = bytes[start];
    if (byte === undefined || (byte & 0xc0) !== 0x80) return start;
  }
  return end;
}
