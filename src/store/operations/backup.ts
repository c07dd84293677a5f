import { closeSync, openSync, renameSync, rmSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { StreamError } from "../../protocol/errors.ts";
import { checkOptions, isFunction, isSignal } from "../check-options.ts";
import type { OpenDatabase } from "../sqlite/database.ts";
import { toStreamError } from "../sqlite/errors.ts";
import { openSnapshot } from "../verify/snapshot.ts";
import type { OpenStore } from "../wiring.ts";

export interface BackupProgress {
  /** Of the database, that were copied. */
  readonly pages: number;
  readonly total: number;
}

export interface BackupOptions {
  readonly onProgress?: (progress: BackupProgress) => void;
  /** Aborting leaves nothing behind; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** About a millisecond of copying. */
const pagesPerStep = 128;

/**
 * Copies the store as it is now into a file, while appends go on. The file is there when all of it is: what was at its
 * place is replaced then.
 *
 * @throws StreamError `BAD_REQUEST`, `DISK_FULL`, `STORE_CLOSED`; the signal's reason
 *
 * @internal
 */
export async function backup(
  { context: { commit }, database }: Pick<OpenStore, "context" | "database">,
  file: string,
  options: BackupOptions = {},
): Promise<void> {
  commit.assertOpen();
  commit.flush();
  try {
    await copyInto(database, file, options);
  } catch (error) {
    // Closed meanwhile: the text of SQLite's error would not tell.
    commit.assertOpen();
    if (options?.signal?.aborted) throw error;
    throw toStreamError(error);
  }
}

async function copyInto(source: OpenDatabase, file: string, options: BackupOptions): Promise<void> {
  checkOptions("backup", options, { onProgress: isFunction, signal: isSignal });
  if (typeof file !== "string" || file === "")
    throw new StreamError("BAD_REQUEST", "backup: file must be a path");
  if (source.file !== undefined && resolve(file) === source.file)
    throw new StreamError("BAD_REQUEST", "backup: file must not be the store's own");
  options.signal?.throwIfAborted();
  const partial = `${file}.partial`;
  const mode = statSync(file, { throwIfNoEntry: false })?.mode ?? 0o600;
  rmSync(partial, { force: true });
  try {
    // Private like the store itself; what replaces an existing file has its mode.
    closeSync(openSync(partial, "wx", mode & 0o777));
    await copy(source, partial, options);
    renameSync(partial, file);
  } catch (error) {
    for (const leftover of [partial, `${partial}-journal`]) rmSync(leftover, { force: true });
    throw error;
  }
}

/** Over a connection of its own, so that what is written meanwhile neither gets in nor makes it begin again. */
async function copy(
  { db, file }: OpenDatabase,
  target: string,
  { onProgress, signal }: BackupOptions,
): Promise<void> {
  const snapshot = openSnapshot(db, file);
  try {
    await snapshot.backup(target, {
      progress({ totalPages, remainingPages }) {
        signal?.throwIfAborted();
        onProgress?.({ pages: totalPages - remainingPages, total: totalPages });
        return pagesPerStep;
      },
    });
  } finally {
    snapshot.close();
  }
}
