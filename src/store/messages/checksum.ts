import type { crc32 as Crc32 } from "node:zlib";
import type { RowContent } from "./rows.ts";

/** Loaded with the first message: opening a store does without `node:zlib`. */
let crc32: typeof Crc32;

/** A row of table `message`, without its checksum. */
export interface StoredRow extends RowContent {
  readonly stream: number;
  /** The position of its last message. */
  readonly position: number;
  readonly appendedAt: number;
}

/**
 * A CRC-32 over a row's messages, seeded with its stream, position and time, to detect damage: SQLite checks the structure
 * of its file, not the content. `verify` and `salvage` check it; a read does not, because that would cost more than the read.
 */
export function messageChecksum({ stream, position, appendedAt, data, lengths }: StoredRow): number {
  const place =
    Math.imul(stream, 0x27d4eb2f) ^ Math.imul(position, 0x9e3779b1) ^ Math.floor(position / 2 ** 32);
  const time = Math.imul(appendedAt, 0x85ebca6b) ^ Math.floor(appendedAt / 2 ** 32);
  crc32 ??= process.getBuiltinModule("node:zlib").crc32;
  const sum = crc32(data, (place ^ time) >>> 0);
  // Signed, so that SQLite stores it in at most four bytes.
  return (lengths === null ? sum : crc32(lengths, sum)) | 0;
}

/** Rows from before checksums were added have none, and hold one message each: they count as undamaged. */
export function isAsStored(row: StoredRow, checksum: number | null): boolean {
  // Earlier versions stored it unsigned.
  if (checksum === null) return row.lengths === null;
  return (checksum | 0) === messageChecksum(row);
}
