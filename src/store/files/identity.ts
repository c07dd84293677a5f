import { lstatSync, readlinkSync, realpathSync, statSync, type BigIntStats } from "node:fs";
import { basename, dirname, isAbsolute, sep } from "node:path";

/** As many as Linux follows. */
const maxLinks = 40;

/**
 * Whether two paths lead to one file or folder, however they are spelled: by links, through another mount, or in another
 * letter case. False if one of them does not exist.
 */
export function isSameFile(a: string, b: string): boolean {
  const [first, second] = [statOf(a), statOf(b)];
  if (!first || !second) return false;
  // Some network file systems number nothing.
  if (first.ino === 0n && second.ino === 0n) return realpathSync.native(a) === realpathSync.native(b);
  return isSameInode(first, second);
}

export function isSameInode(a: BigIntStats, b: BigIntStats): boolean {
  return a.ino !== 0n && a.dev === b.dev && a.ino === b.ino;
}

/** What the path leads to; undefined if it does not exist. */
export function statOf(path: string): BigIntStats | undefined {
  return statSync(path, { bigint: true, throwIfNoEntry: false });
}

/**
 * The path of the file that a write to this path would change or create: without links, also where the last one leads to
 * nothing yet. `..` after a link is the parent of what it leads to, as for the system.
 *
 * @throws the system's error if the folder does not exist
 */
export function followLinks(path: string): string {
  // Not `resolve`: it would drop `link/..` unseen.
  let place = isAbsolute(path) ? path : `${process.cwd()}${sep}${path}`;
  for (let links = 0; links <= maxLinks; links++) {
    const folder = realpathSync.native(dirname(place));
    const real = `${folder.endsWith(sep) ? folder : folder + sep}${basename(place)}`;
    if (!lstatSync(real, { throwIfNoEntry: false })?.isSymbolicLink()) return real;
    const link = readlinkSync(real);
    place = isAbsolute(link) ? link : `${folder}${sep}${link}`;
  }
  throw Object.assign(new Error(`too many links: ${path}`), { code: "ELOOP" });
}
