import { closeSync, existsSync, fstatSync, openSync, readSync, statSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import { StreamError } from "../../../protocol/errors.ts";
import { refusedFile } from "../failure.ts";
import { readLog } from "./write-ahead-log.ts";

/** The two bytes of a database's header that say whether it has a write-ahead log: 2, or 1 if not. */
const journalVersions = [18, 19];

/**
 * Opens a database that SQLite cannot open because nothing can be written next to it, as on a read-only medium or a full disk: a database
 * with a write-ahead log needs its shared-memory file, also for readers. Reads all of it into memory, with what the log has.
 *
 * @param error what opening the file failed with; undefined is returned if that has another cause
 * @throws StreamError `STORE_READ_ONLY` if it does not fit into memory, `STORE_LOCKED` if another program is writing to it
 */
export function openImage(file: string, error: unknown): Database.Database | undefined {
  const code = String((error as { code?: unknown } | null)?.code);
  if (!/^SQLITE_(CANTOPEN|READONLY|FULL|IOERR_SHM)/.test(code)) return undefined;
  if (refusedFile(dirname(file), false) === undefined) return undefined;
  const before = stateOf(file);
  const image = readImage(file);
  // Another user may write where this one may not.
  if (stateOf(file) !== before)
    throw new StreamError("STORE_LOCKED", `another user is writing to the store: ${file}`, { path: file });
  for (const at of journalVersions) image[at] = 1;
  return new Database(image, { readonly: true });
}

function stateOf(file: string): string {
  return [file, `${file}-wal`]
    .map((path) => statSync(path, { throwIfNoEntry: false }))
    .map((stat) => `${stat?.mtimeMs} ${stat?.size}`)
    .join();
}

function readImage(file: string): Buffer {
  const database = openSync(file, "r");
  try {
    const bytes = allocate(fstatSync(database).size, file);
    readAll(database, bytes, 0);
    return existsSync(`${file}-wal`) ? withLog(bytes, `${file}-wal`) : bytes;
  } finally {
    closeSync(database);
  }
}

/** The database as the committed part of its log makes it. */
function withLog(bytes: Buffer, path: string): Buffer {
  const log = openSync(path, "r");
  try {
    const stored = bytes.readUInt16BE(16);
    const pageSize = stored === 1 ? 65_536 : stored;
    const { committed, pages } = readLog(log, pageSize);
    if (committed.length === 0) return bytes;
    const image = allocate(pages * pageSize, path);
    bytes.copy(image);
    for (const { page, position } of committed) {
      const start = (page - 1) * pageSize;
      if (page <= pages) readAll(log, image.subarray(start, start + pageSize), position);
    }
    return image;
  } finally {
    closeSync(log);
  }
}

function allocate(size: number, file: string): Buffer {
  try {
    return Buffer.alloc(size);
  } catch {
    throw new StreamError(
      "STORE_READ_ONLY",
      `the store is too large to be read into memory, which a read-only medium makes necessary: copy its folder to a ` +
        `writable disk: ${file}`,
      { path: file },
    );
  }
}

function readAll(file: number, into: Buffer, position: number): void {
  let done = 0;
  while (done < into.length) {
    const read = readSync(file, into, done, Math.min(into.length - done, 1 << 30), position + done);
    if (read === 0) return;
    done += read;
  }
}
