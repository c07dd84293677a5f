import { StreamError } from "./errors.ts";

/**
 * A position in one stream: `<stream id, 9 digits>_<messages before it, 11 digits>`.
 *
 * Fixed width, so offsets sort as text (PROTOCOL.md, section 8). The stream id counts creations in the
 * store, so a stream that was deleted and created again never mistakes its predecessor's offsets for
 * its own. Clients treat the whole as opaque.
 */
export type Offset = string;

/** The start of a stream: its earliest retained message. */
export const startOffset: Offset = "-1";

/** The tail of a stream at the time of the call. */
export const nowOffset: Offset = "now";

/** Bits of the position in the storage key, below the stream id: the two fill SQLite's 63 bits. */
export const positionBits = 36;
export const maxPosition = 2 ** positionBits - 1;
export const maxStreamId = 2 ** (63 - positionBits) - 1;

export interface ParsedOffset {
  readonly streamId: number;
  /** Messages before this offset, 0 to `maxPosition`. */
  readonly position: number;
}

const idDigits = 9;
const positionDigits = 11;
const idZeros = "0".repeat(idDigits);
const positionZeros = "0".repeat(positionDigits);
const pattern = new RegExp(`^(\\d{${idDigits}})_(\\d{${positionDigits}})$`);

export function formatOffset(streamId: number, position: number): Offset {
  return offsetPrefix(streamId) + formatPosition(position);
}

/** The part that all offsets of a stream share: formatting a page of them then costs one padding each. */
export function offsetPrefix(streamId: number): string {
  return `${zeroPadded(streamId, idZeros)}_`;
}

export function formatPosition(position: number): string {
  return zeroPadded(position, positionZeros);
}

/** Each message of a page gets an offset: this takes less than half the time of `padStart`. */
function zeroPadded(value: number, zeros: string): string {
  const digits = String(value);
  return zeros.slice(digits.length) + digits;
}

/**
 * Parses an offset that this store gave out; not the sentinels `"-1"` and `"now"`.
 *
 * @throws StreamError `BAD_REQUEST`
 */
export function parseOffset(offset: unknown): ParsedOffset {
  const match = typeof offset === "string" ? pattern.exec(offset) : null;
  const parsed = match && { streamId: Number(match[1]), position: Number(match[2]) };
  if (!parsed || parsed.streamId > maxStreamId || parsed.position > maxPosition) {
    throw new StreamError("BAD_REQUEST", 'offset must be "-1", "now" or an offset that this store gave out');
  }
  return parsed;
}
