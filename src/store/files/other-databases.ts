import { closeSync, existsSync, openSync, readSync, statSync } from "node:fs";
import Database from "better-sqlite3";
import { lockFile, lockHolderFile } from "../sqlite/file-names.ts";

/** What SQLite keeps beside a database. */
export const sidecarSuffixes = ["-wal", "-shm", "-journal"] as const;

/** What a store keeps beside a database that has another name than `streams.db`. */
const lockSuffixes = [`-${lockFile}`, `-${lockHolderFile}`];

/** The first bytes of a write-ahead log, in either byte order, and of a rollback journal. */
const logHeaders = ["377f0682", "377f0683", "d9d505f9"];

/**
 * The file that makes this one part of a database: the database whose log it is or would be, or its own log, which SQLite
 * would apply to whatever takes its place. Undefined if there is none.
 */
export function findRelatedFile(file: string): string | undefined {
  const suffix = [...sidecarSuffixes, ...lockSuffixes].find((end) => file.toLowerCase().endsWith(end));
  const database = suffix === undefined ? undefined : file.slice(0, -suffix.length);
  if (database !== undefined && existsSync(database) && (isLog(file) || isDatabase(database)))
    return database;
  const [wal, shm, journal] = sidecarSuffixes.map((end) => file + end) as [string, string, string];
  const log = [wal, journal].find(isLog);
  if (log !== undefined) return log;
  const rest = () => [wal, shm].find((path) => existsSync(path));
  return rest() !== undefined && isDatabase(file) ? rest() : undefined;
}

/** SQLite takes no locks on its logs, so they may be opened and closed. */
function isLog(file: string): boolean {
  if (!existsSync(file) || !statSync(file).isFile()) return false;
  const header = Buffer.alloc(4);
  const descriptor = openSync(file, "r");
  try {
    readSync(descriptor, header, 0, header.length, 0);
  } finally {
    closeSync(descriptor);
  }
  return logHeaders.includes(header.toString("hex"));
}

/**
 * Asks SQLite: closing a descriptor of the file would free the locks that this process may have on it. Deletes what
 * readers leave behind, an empty log and its index, unless the database is in use.
 */
function isDatabase(file: string): boolean {
  if (!existsSync(file) || !statSync(file).isFile() || statSync(file).size === 0) return false;
  if (!connect(file, true)) return false;
  // A connection that may write would delete a user's file that has the name of a journal.
  if (!existsSync(`${file}-journal`)) connect(file, false);
  return true;
}

/** Whether SQLite finds a database. A reader creates a missing log and leaves it, a writer deletes it at last. */
function connect(file: string, readonly: boolean): boolean {
  try {
    const db = new Database(file, { fileMustExist: true, readonly, timeout: 0 });
    try {
      db.pragma("user_version");
    } finally {
      db.close();
    }
    return true;
  } catch (error) {
    return (error as { code?: string }).code?.startsWith("SQLITE_BUSY") ?? false;
  }
}
