import { accessSync, constants, realpathSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { StreamError } from "../../protocol/errors.ts";
import { followLinks, isSameFile, statOf } from "./identity.ts";
import { findRelatedFile } from "./other-databases.ts";
import { findStoreFile, isStoreFileName, isStoreFolder } from "./store-files.ts";

/** The store that a file is made from. */
export interface SourceStore {
  readonly folder: string;
  /** Whether the file may be beside the store's own files. */
  readonly mayBeBeside: boolean;
}

/**
 * Checks that a file can be created or replaced, and that nothing else is lost by it: it is judged by what the path leads
 * to, not by its text.
 *
 * @returns the path without links
 * @throws StreamError `BAD_REQUEST` (`details.path`): the file belongs to a store or to a database in use, is in a store's
 *   folder, is no regular file, is write-protected, or has no folder
 */
export function resolveTarget(file: string, source?: SourceStore): string {
  const target = locate(file);
  const refuse = (why: string): never => {
    throw new StreamError("BAD_REQUEST", `${file} ${why}`, { path: target });
  };
  const folder = dirname(target);
  const stats = statOf(target);
  if (stats && !stats.isFile()) refuse(stats.isDirectory() ? isFolder : "is not a regular file");
  const own = source && stats && findStoreFile(source.folder, stats);
  if (own !== undefined) refuse(`is a file of the store, ${own}: pass another path`);
  const isBeside = source !== undefined && isSameFile(folder, source.folder);
  if (isBeside && isStoreFileName(basename(target)))
    refuse("has the name of one of the store's files: pass another path");
  if (!(isBeside && source.mayBeBeside) && isStoreFolder(folder))
    refuse(`is in the folder of a stream store, ${folder}: pass a path outside of it`);
  const related = findRelatedFile(target);
  if (related !== undefined) refuse(`belongs to a database in use, ${related}: pass another path`);
  if (stats && !isWritable(target)) refuse("is write-protected: remove it, or pass another path");
  return target;
}

/**
 * Checks that a new folder would not be inside a store's folder.
 *
 * @throws StreamError `BAD_REQUEST` (`details.path`)
 */
export function assertOutsideStore(folder: string, store: string): void {
  let parent = dirname(statOf(folder) ? realpathSync.native(folder) : resolve(folder));
  while (!statOf(parent)) parent = dirname(parent);
  if (!isStoreFolder(parent) && !isSameFile(parent, store)) return;
  const where = `in the folder of a stream store, ${parent}`;
  throw new StreamError("BAD_REQUEST", `${folder} is ${where}: pass a path outside of it`, { path: parent });
}

const endsInSeparator = process.platform === "win32" ? /[/\\]$/ : /\/$/;
const isFolder = "is a folder: pass the path of a file";

function locate(file: string): string {
  if (endsInSeparator.test(file)) throw new StreamError("BAD_REQUEST", `${file} ${isFolder}`, { path: file });
  try {
    return followLinks(file);
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    const why = code === "ENOENT" ? "the folder does not exist" : code || message;
    throw new StreamError("BAD_REQUEST", `${file} cannot be written: ${why}`, { path: file });
  }
}

function isWritable(file: string): boolean {
  try {
    accessSync(file, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
