import { existsSync, mkdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import Database from "better-sqlite3";
import { StreamError } from "../../protocol/errors.ts";
import { flushFolder } from "../files/flush.ts";
import { OpenFiles } from "../files/open-files.ts";
import { storeFiles, type StoreFiles } from "../files/store-files.ts";
import { busyTimeoutMs } from "./busy.ts";
import { databaseFile } from "./file-names.ts";
import { configureJournal } from "./journal.ts";
import { restrictToOwner } from "./private-file.ts";
import { migrate, readSchemaVersion, schemaVersion } from "./migrations/index.ts";
import type { ResolvedStoreOptions } from "../options.ts";
import { openFailure } from "./failure.ts";
import { openImage } from "./image/read-only-image.ts";
import { takeWriterLock, type WriterLock } from "./writer-lock.ts";

export interface OpenDatabase {
  readonly db: Database.Database;
  /** The path of the database file; undefined in memory. */
  readonly file: string | undefined;
  readonly openFiles: OpenFiles;
  /** Tells processes that find the store locked at which URL they can ask; nothing in memory or read-only. */
  announce(url: string | undefined): void;
  close(): void;
}

/**
 * Opens the store's database with the pragmas that its guarantees rest on.
 *
 * @throws StreamError `STORE_LOCKED`, `STORE_CORRUPT`, `STORE_NEWER`, `NOT_FOUND` (read-only, and there is no store),
 *   `DISK_FULL`, `STORE_READ_ONLY`, `STORE_FAILED` (`details.reason` is the system's error code, if there is one, such as
 *   `EACCES`)
 */
export function openDatabase(options: ResolvedStoreOptions): OpenDatabase {
  let lock: WriterLock | undefined;
  try {
    if (options.directory === undefined) return open(options, undefined, undefined);
    if (options.readOnly) return openReadOnly(options.directory);
    const paths = storeFiles(options.directory);
    // Usually the file exists, and so does its folder.
    if (!existsSync(paths.lock)) makeDirectory(options.directory);
    lock = takeWriterLock(paths);
    return open(options, paths, lock);
  } catch (error) {
    lock?.release();
    throw openFailure(error, options);
  }
}

function open(
  options: ResolvedStoreOptions,
  paths: StoreFiles | undefined,
  lock: WriterLock | undefined,
): OpenDatabase {
  const file = paths?.database;
  const db = new Database(file ?? ":memory:", { timeout: busyTimeoutMs });
  try {
    if (file !== undefined) warnUnlessPrivate(file, options);
    // First of all: the store of a newer version must not be changed, not even its journal mode.
    const version = readSchemaVersion(db);
    // Lets `compact` free space in small slices; must be set before the first table is created.
    if (version === 0) db.pragma("auto_vacuum = INCREMENTAL");
    configureJournal(db, options.durability);
    db.pragma("trusted_schema = OFF");
    migrate(db, version);
    // From here on, waiting for a lock must not block the event loop: see `BusyWait`.
    db.pragma("busy_timeout = 0");
  } catch (error) {
    db.close();
    throw error;
  }
  return {
    db,
    file,
    openFiles: openFilesOf(options.directory, paths),
    announce: (url) => lock?.announce(url),
    close() {
      db.close();
      lock?.release();
    },
  };
}

/** SQLite creates its files when it first reads, so the database must have been read. */
function openFilesOf(directory: string | undefined, paths: StoreFiles | undefined): OpenFiles {
  if (directory === undefined || paths === undefined) return new OpenFiles(undefined);
  // Not the path without links: a link to the database may be replaced, too.
  const own = join(directory, databaseFile);
  return new OpenFiles(own, [`${paths.database}-wal`, `${paths.database}-shm`, paths.lock]);
}

function openReadOnly(directory: string): OpenDatabase {
  const file = join(directory, databaseFile);
  // Unlike `existsSync`, this throws if the user has no access to the folder.
  if (!statSync(file, { throwIfNoEntry: false }))
    throw new StreamError("NOT_FOUND", `there is no stream store at ${file}`, {}, "there is no stream store");
  const { db, isImage } = openFileOrImage(file);
  try {
    const version = readSchemaVersion(db);
    if (version < schemaVersion) {
      throw new StreamError(
        "STORE_READ_ONLY",
        `the store has schema version ${version}, this package needs ${schemaVersion}: open it for writing once to migrate it`,
      );
    }
  } catch (error) {
    db.close();
    throw error;
  }
  return {
    db,
    file: isImage ? undefined : file,
    openFiles: new OpenFiles(isImage ? undefined : file),
    announce: () => undefined,
    close: () => void db.close(),
  };
}

function openFileOrImage(file: string): { readonly db: Database.Database; readonly isImage: boolean } {
  let db: Database.Database | undefined;
  try {
    db = new Database(file, { readonly: true, fileMustExist: true, timeout: busyTimeoutMs });
    // The first read opens the write-ahead log.
    db.pragma("application_id");
    return { db, isImage: false };
  } catch (error) {
    db?.close();
    const image = openImage(file, error);
    if (!image) throw error;
    return { db: image, isImage: true };
  }
}

/** Shared folders and other people's disks may have no modes: the store is still of use there. */
function warnUnlessPrivate(file: string, { logger }: ResolvedStoreOptions): void {
  const reason = restrictToOwner(file);
  if (reason === undefined) return;
  logger.warn(
    `electron-durable-streams: other users of this computer may be able to read the store: ` +
      `the file system refuses to restrict it to its owner: ${file} (${reason})`,
  );
}

/** Not `recursive`: with that, Node retries forever where a file system fails with "no such file", as /proc does. */
function makeDirectory(directory: string): void {
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory()) return;
  const parent = dirname(directory);
  if (parent !== directory) makeDirectory(parent);
  try {
    mkdirSync(directory, { mode: 0o700 });
  } catch (error) {
    // Another process may have created it meanwhile.
    if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
  flushFolder(parent);
}
