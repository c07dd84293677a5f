import { dirname, resolve } from "node:path";
import { StreamError } from "../../protocol/errors.ts";
import { checkOptions, isFunction, isSignal } from "../check-options.ts";
import { isMoved } from "../files/open-files.ts";
import { UnfinishedFile } from "../files/unfinished-file.ts";
import type { OpenDatabase } from "../sqlite/database.ts";
import { describeFailure } from "../sqlite/failure.ts";
import { openSnapshot } from "../verify/snapshot.ts";
import type { OpenStore } from "../wiring.ts";
import type { Database } from "better-sqlite3";

export interface BackupProgress {
  /** The database pages that were copied so far. */
  readonly pages: number;
  /** The pages to copy in all. */
  readonly total: number;
}

export interface BackupOptions {
  /** Called after each step of about a millisecond. */
  readonly onProgress?: (progress: BackupProgress) => void;
  /** Aborting leaves no partial file behind; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** About a millisecond of copying. */
const pagesPerStep = 128;

/**
 * Copies the store as it is now into a file, while appends continue. The file appears once it is complete and flushed, and
 * replaces an existing one. Until then the copy has a name of its own beside it, `<file>.<random>.partial`.
 *
 * @throws StreamError `BAD_REQUEST` (`details.path`: the file belongs to a store or to a database in use, is in another
 *   store's folder, is no regular file, is write-protected, or has no folder), `DISK_FULL`, `STORE_CLOSED`, `STORE_FAILED`;
 *   the signal's reason
 *
 * @internal
 */
export async function backup(
  { context: { commit }, database }: Pick<OpenStore, "context" | "database">,
  file: string,
  options: BackupOptions = {},
): Promise<void> {
  commit.assertOpen();
  checkOptions("backup", options, { onProgress: isFunction, signal: isSignal });
  if (typeof file !== "string" || file === "")
    throw new StreamError("BAD_REQUEST", "backup: file must be a path");
  await commit.answered();
  try {
    await copyInto(database, file, options);
  } catch (error) {
    // If the store was closed meanwhile, SQLite's error would not say so.
    commit.assertOpen();
    if (options?.signal?.aborted) throw error;
    throw describeFailure(error, { directory: dirname(resolve(file)), file, readOnly: false });
  }
}

async function copyInto(source: OpenDatabase, file: string, options: BackupOptions): Promise<void> {
  options.signal?.throwIfAborted();
  // As private as the store.
  const unfinished = new UnfinishedFile(file, { mode: 0o600, replaces: true, ...sourceOf(source) });
  try {
    await copy(source, unfinished.path, options);
    unfinished.finish();
  } catch (error) {
    unfinished.discard();
    throw error;
  }
}

/** An app may keep copies beside its store. */
function sourceOf({ file }: OpenDatabase) {
  return file === undefined ? {} : { source: { folder: dirname(file), mayBeBeside: true } };
}

async function copy(
  database: OpenDatabase,
  target: string,
  { onProgress, signal }: BackupOptions,
): Promise<void> {
  const snapshot = snapshotOf(database);
  try {
    await (snapshot ?? database.db).backup(target, {
      progress({ totalPages, remainingPages }) {
        signal?.throwIfAborted();
        onProgress?.({ pages: totalPages - remainingPages, total: totalPages });
        return pagesPerStep;
      },
    });
  } finally {
    snapshot?.close();
  }
}

/**
 * A separate connection: writes that happen meanwhile neither get into the copy nor restart it. Undefined if the database was
 * deleted, moved or replaced: nothing is written any more, and the store's own connection is all that leads to its data.
 */
function snapshotOf(database: OpenDatabase): Database | undefined {
  try {
    return openSnapshot(database);
  } catch (error) {
    if (isMoved(error)) return undefined;
    throw error;
  }
}
