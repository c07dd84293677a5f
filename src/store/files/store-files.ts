import { existsSync, lstatSync, type BigIntStats } from "node:fs";
import { basename, dirname, join } from "node:path";
import { databaseFile, lockFile, lockHolderFile } from "../sqlite/file-names.ts";
import { sidecarSuffixes } from "./other-databases.ts";
import { followLinks, isSameInode, statOf } from "./identity.ts";

/** The files of a store's folder, in lower case like all of them. */
const names: ReadonlySet<string> = new Set([
  ...[databaseFile, lockFile].flatMap((name) => [name, ...sidecarSuffixes.map((suffix) => name + suffix)]),
  lockHolderFile,
]);

/** The paths of a store's own files. */
export interface StoreFiles {
  readonly database: string;
  readonly lock: string;
  /** Holds the id of the process that has the lock. */
  readonly holder: string;
}

/**
 * The files of the store in a folder. If `streams.db` is a link, they are beside the database that it leads to, as is SQLite's
 * log: otherwise two folders with links to one database would have a lock each. Under another name than `streams.db`, the
 * database may have neighbors, so its lock has its name.
 */
export function storeFiles(directory: string): StoreFiles {
  const file = join(directory, databaseFile);
  const isLink = lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink();
  const database = isLink ? followLinks(file) : file;
  const prefix = basename(database) === databaseFile ? "" : `${basename(database)}-`;
  const beside = (name: string) => join(dirname(database), prefix + name);
  return { database, lock: beside(lockFile), holder: beside(lockHolderFile) };
}

/** Whether a store has been open for writing there. A backup that was not opened yet makes no store. */
export function isStoreFolder(folder: string): boolean {
  return [lockFile, lockHolderFile].some((name) => existsSync(join(folder, name)));
}

/** Whether the name is a store's in any letter case: some file systems do not tell them apart. */
export function isStoreFileName(name: string): boolean {
  return names.has(name.toLowerCase());
}

/** Whether the path leads to a file of a store, of whichever one. */
export function isStoreFile(path: string): boolean {
  const real = followLinks(path);
  return isStoreFileName(basename(real)) && isStoreFolder(dirname(real));
}

/** The file of this store that is the given one, under whatever name. */
export function findStoreFile(folder: string, stats: BigIntStats): string | undefined {
  return [...names]
    .map((name) => join(folder, name))
    .find((path) => {
      const own = statOf(path);
      return own !== undefined && isSameInode(own, stats);
    });
}
