import { closeSync, constants, existsSync, openSync, readFileSync, writeSync } from "node:fs";
import Database from "better-sqlite3";
import { restrictToOwner } from "./private-file.ts";
import type { StoreFiles } from "../files/store-files.ts";
import { StreamError } from "../../protocol/errors.ts";

/** Held by the one process (and store) that may write. The operating system releases it when the process dies. */
export interface WriterLock {
  /** Notes down the URL at which other processes can ask the holder, or that there is none. */
  announce(url: string | undefined): void;
  release(): void;
}

/** The digits of a process id, which has 32 bits. */
const pidLength = 10;
/** What follows them: a line break and the URL. A longer one is left out. */
const urlLength = 256;

/**
 * Takes the writer lock of a store without waiting for it.
 *
 * The lock is an open transaction on an empty database next to the store's: a file lock that works the same way on every
 * system, and that a crash releases. Nothing is ever written to that file, so no power cut can damage it, and taking the
 * lock flushes nothing. A separate file names the holder; the lock does not depend on it.
 *
 * @throws StreamError `STORE_LOCKED` with `details.pid`, the process that holds it, and `details.url` if it serves the store
 */
export function takeWriterLock({ lock, holder }: Pick<StoreFiles, "lock" | "holder">): WriterLock {
  const db = new Database(lock, { timeout: 0 });
  try {
    restrictToOwner(lock);
    // SQLite prepares to write the first page of an empty database: by default that creates a journal file.
    db.exec("PRAGMA journal_mode = MEMORY; BEGIN IMMEDIATE");
    writeHolder(holder, undefined);
  } catch (error) {
    const locked = (error as { code?: string }).code?.startsWith("SQLITE_BUSY");
    db.close();
    throw locked ? lockedError(readHolder(holder)) : error;
  }
  return { announce: (url) => writeHolder(holder, url), release: () => void db.close() };
}

/**
 * Checks that no process has the store open for writing, and changes nothing.
 *
 * @throws StreamError `STORE_LOCKED` with `details.pid`
 */
export function assertUnlocked({ lock, holder }: Pick<StoreFiles, "lock" | "holder">): void {
  if (!existsSync(lock)) return;
  try {
    const db = new Database(lock, { fileMustExist: true, timeout: 0 });
    try {
      db.exec("PRAGMA journal_mode = MEMORY; BEGIN IMMEDIATE");
    } finally {
      db.close();
    }
  } catch (error) {
    // Any other refusal, as on a read-only disk, says that this process cannot lock, not that another one has.
    if ((error as { code?: string }).code?.startsWith("SQLITE_BUSY")) throw lockedError(readHolder(holder));
  }
}

function lockedError({ pid, url }: Holder): StreamError {
  const ways =
    "let a second instance of the app quit (app.requestSingleInstanceLock()), or open the store with readOnly";
  if (pid === undefined)
    return new StreamError("STORE_LOCKED", `the store is already open for writing: ${ways}`);
  return new StreamError(
    "STORE_LOCKED",
    `the store is already open for writing in process ${pid}: ${ways}; if that process hangs or is stopped, end it: ${endCommand(pid)}`,
    { pid, ...(url !== undefined && { url }) },
  );
}

/** A process that is stopped ignores any milder signal until it continues. */
function endCommand(pid: number): string {
  return process.platform === "win32" ? `taskkill /F /PID ${pid}` : `kill -9 ${pid}`;
}

/** Overwrites the file at the same length: ext4 flushes a file that was truncated and rewritten. */
function writeHolder(file: string, url = ""): void {
  const descriptor = openSync(file, constants.O_WRONLY | constants.O_CREAT, 0o600);
  try {
    const line = Buffer.byteLength(url) < urlLength ? url : "";
    writeSync(descriptor, `${String(process.pid).padEnd(pidLength)}\n${line.padEnd(urlLength)}`, 0);
  } finally {
    closeSync(descriptor);
  }
}

interface Holder {
  readonly pid?: number;
  readonly url?: string;
}

function readHolder(file: string): Holder {
  try {
    const [pid = "", url = ""] = readFileSync(file, "utf8").split("\n");
    if (!Number(pid)) return {};
    return { pid: Number(pid), ...(url.trim() !== "" && { url: url.trim() }) };
  } catch {
    // The holder has not written it yet.
    return {};
  }
}
