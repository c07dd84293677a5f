import { crc32 } from "node:zlib";

/**
 * What tells a message that is as it was stored from one that is not: SQLite checks the structure of its file, and not
 * what is in it. A CRC-32 over the message, which begins with where and when it was stored: so it is about these, too.
 * `verify` and `salvage` look at it; reading does not, which would cost more than the reading itself.
 */
export function messageChecksum(
  stream: number,
  position: number,
  appendedAt: number,
  data: Uint8Array,
): number {
  const place =
    Math.imul(stream, 0x27d4eb2f) ^ Math.imul(position, 0x9e3779b1) ^ Math.floor(position / 2 ** 32);
  const time = Math.imul(appendedAt, 0x85ebca6b) ^ Math.floor(appendedAt / 2 ** 32);
  return crc32(data, (place ^ time) >>> 0);
}
