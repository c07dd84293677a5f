import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import Database from "better-sqlite3";
import { StreamError } from "../../protocol/errors.ts";
import { busyTimeoutMs } from "./busy-timeout.ts";
import { databaseFile, lockFile, lockHolderFile } from "./file-names.ts";
import { configureJournal } from "./journal.ts";
import { restrictToOwner } from "./private-file.ts";
import { migrate, readSchemaVersion, schemaVersion } from "./migrations/index.ts";
import type { ResolvedStoreOptions } from "../options.ts";
import { openFailure } from "./open-failure.ts";
import { takeWriterLock, type WriterLock } from "./writer-lock.ts";

export interface OpenDatabase {
  readonly db: Database.Database;
  /** Undefined in memory. */
  readonly file: string | undefined;
  close(): void;
}

/**
 * Opens the store's database with the pragmas that its promises rest on.
 *
 * @throws StreamError `STORE_LOCKED`, `STORE_CORRUPT`, `STORE_NEWER`, `NOT_FOUND` (read-only, no store), `STORE_READ_ONLY`
 *   and `STORE_FAILED` (`details.reason` is the system's code where the system refuses, such as `EACCES`)
 */
export function openDatabase(options: ResolvedStoreOptions): OpenDatabase {
  let lock: WriterLock | undefined;
  try {
    if (options.directory === undefined) return open(options, undefined, undefined);
    const file = join(options.directory, databaseFile);
    if (options.readOnly) return openReadOnly(file);
    const lockPath = join(options.directory, lockFile);
    // In most openings it is there, and its folder with it.
    if (!existsSync(lockPath)) makeDirectory(options.directory);
    lock = takeWriterLock({ lock: lockPath, holder: join(options.directory, lockHolderFile) });
    return open(options, file, lock);
  } catch (error) {
    lock?.release();
    throw openFailure(error, options);
  }
}

function open(
  options: ResolvedStoreOptions,
  file: string | undefined,
  lock: WriterLock | undefined,
): OpenDatabase {
  const db = new Database(file ?? ":memory:", { timeout: busyTimeoutMs });
  try {
    if (file !== undefined) restrictToOwner(file);
    // A newer store must not even get its journal mode touched.
    const version = readSchemaVersion(db);
    // Lets `compact` give space back in small slices; has to be chosen before the first table.
    if (version === 0) db.pragma("auto_vacuum = INCREMENTAL");
    configureJournal(db, options.durability);
    db.pragma("trusted_schema = OFF");
    migrate(db, version);
  } catch (error) {
    db.close();
    throw error;
  }
  return {
    db,
    file,
    close() {
      db.close();
      lock?.release();
    },
  };
}

function openReadOnly(file: string): OpenDatabase {
  // Unlike `existsSync`, it throws where this user may not look.
  if (!statSync(file, { throwIfNoEntry: false }))
    throw new StreamError("NOT_FOUND", `there is no stream store at ${file}`);
  const db = new Database(file, { readonly: true, fileMustExist: true, timeout: busyTimeoutMs });
  try {
    const version = readSchemaVersion(db);
    if (version < schemaVersion) {
      throw new StreamError(
        "STORE_READ_ONLY",
        `the store has schema version ${version}, and ${schemaVersion} is needed: open it for writing once`,
      );
    }
  } catch (error) {
    db.close();
    throw error;
  }
  return { db, file, close: () => void db.close() };
}

/** Not `recursive`: Node then tries for ever where a file system refuses with "no such file", as /proc does. */
function makeDirectory(directory: string): void {
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory()) return;
  const parent = dirname(directory);
  if (parent !== directory) makeDirectory(parent);
  try {
    mkdirSync(directory, { mode: 0o700 });
  } catch (error) {
    // Another process that starts for the first time, too, may have been faster.
    if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
  flushFolder(parent);
}

/** A power cut may take a new folder with all that is in it, until the one it is in has been flushed. */
function flushFolder(folder: string): void {
  // Windows opens no folders, and its file system keeps a journal of their entries.
  if (process.platform === "win32") return;
  try {
    const descriptor = openSync(folder, "r");
    fsyncSync(descriptor);
    closeSync(descriptor);
  } catch {
    // It may not be read, or its file system flushes no folders: SQLite goes on there, too.
  }
}
