import { crc32 } from "node:zlib";
import type { RowContent } from "./rows.ts";

/** A row of table `message`, without its checksum. */
export interface StoredRow extends RowContent {
  readonly stream: number;
  /** Of its last message. */
  readonly position: number;
  readonly appendedAt: number;
}

/**
 * What tells a row that is as it was stored from one that is not: SQLite checks the structure of its file, and not
 * what is in it. A CRC-32 over its messages, which begins with where and when they were stored: so it is about these, too.
 * `verify` and `salvage` look at it; reading does not, which would cost more than the reading itself.
 */
export function messageChecksum({ stream, position, appendedAt, data, lengths }: StoredRow): number {
  const place =
    Math.imul(stream, 0x27d4eb2f) ^ Math.imul(position, 0x9e3779b1) ^ Math.floor(position / 2 ** 32);
  const time = Math.imul(appendedAt, 0x85ebca6b) ^ Math.floor(appendedAt / 2 ** 32);
  const sum = crc32(data, (place ^ time) >>> 0);
  // Signed, which takes SQLite four bytes at the most.
  return (lengths === null ? sum : crc32(lengths, sum)) | 0;
}

/** Without a checksum, as before there were any, there is nothing to tell it by; then a row was one message. */
export function isAsStored(row: StoredRow, checksum: number | null): boolean {
  // Those of earlier versions are not signed.
  if (checksum === null) return row.lengths === null;
  return (checksum | 0) === messageChecksum(row);
}
