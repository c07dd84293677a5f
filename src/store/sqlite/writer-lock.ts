import { closeSync, constants, openSync, readFileSync, writeSync } from "node:fs";
import Database from "better-sqlite3";
import { restrictToOwner } from "./private-file.ts";
import { StreamError } from "../../protocol/errors.ts";

/** Held by the one process (and store) that may write; the operating system frees it when a process dies. */
export interface WriterLock {
  release(): void;
}

export interface WriterLockFiles {
  readonly lock: string;
  /** Says which process has the lock. */
  readonly holder: string;
}

/** A process id has 32 bits. */
const pidLength = 10;

/**
 * Takes the writer's lock of a store, at once or not at all.
 *
 * It is an open transaction on an empty database beside the store's own: a file lock that works alike on every
 * system and survives no crash. Nothing is ever written to that file, so no power cut can damage it, and taking the
 * lock flushes nothing. Who holds it stands in a file of its own, which nobody has to be able to read.
 *
 * @throws StreamError `STORE_LOCKED` with `details.pid`, the process that holds it
 */
export function takeWriterLock({ lock, holder }: WriterLockFiles): WriterLock {
  const db = new Database(lock, { timeout: 0 });
  try {
    restrictToOwner(lock);
    // SQLite means to write the first page of an empty database, and makes a file for the journal of that.
    db.exec("PRAGMA journal_mode = MEMORY; BEGIN IMMEDIATE");
    writeHolder(holder);
  } catch (error) {
    const locked = (error as { code?: string }).code?.startsWith("SQLITE_BUSY");
    db.close();
    throw locked ? lockedError(readHolder(holder)) : error;
  }
  return { release: () => void db.close() };
}

function lockedError(pid: number | undefined): StreamError {
  return new StreamError(
    "STORE_LOCKED",
    `the store is already open for writing${pid === undefined ? "" : ` in process ${pid}`}: let a second instance of the app quit (app.requestSingleInstanceLock()), or open it with readOnly`,
    pid === undefined ? {} : { pid },
  );
}

/** Over what is there, and as long: ext4 flushes a file that was cut and written anew. */
function writeHolder(file: string): void {
  const descriptor = openSync(file, constants.O_WRONLY | constants.O_CREAT, 0o600);
  try {
    writeSync(descriptor, String(process.pid).padEnd(pidLength), 0);
  } finally {
    closeSync(descriptor);
  }
}

function readHolder(file: string): number | undefined {
  try {
    return Number(readFileSync(file, "utf8")) || undefined;
  } catch {
    // It has not come to that yet: the lock is taken all the same.
    return undefined;
  }
}
