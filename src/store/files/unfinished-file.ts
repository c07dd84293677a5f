import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  linkSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { StreamError } from "../../protocol/errors.ts";
import { flushFile, flushFolder } from "./flush.ts";
import { sidecarSuffixes } from "./other-databases.ts";
import { resolveTarget, type SourceStore } from "./target.ts";

export interface UnfinishedOptions {
  /** The store that the file is made from. */
  readonly source?: SourceStore;
  /** The permissions of a new file. A file that is replaced hands over its own. */
  readonly mode: number;
  /** False: `finish` rejects if the file exists by then. */
  readonly replaces: boolean;
}

/**
 * A file in the making, in the folder of the one that it becomes. Its name is its own, so several may be made at once, and
 * no file of the user is in the way.
 */
export class UnfinishedFile {
  /** Where to write. */
  readonly path: string;
  readonly #file: string;
  readonly #target: string;
  readonly #options: UnfinishedOptions;

  /** @throws StreamError `BAD_REQUEST` (see `resolveTarget`, and a folder that cannot be written); the system's error */
  constructor(file: string, options: UnfinishedOptions) {
    this.#file = file;
    this.#options = options;
    this.#target = resolveTarget(file, options.source);
    this.path = join(dirname(this.#target), unfinishedName(basename(this.#target)));
    createEmpty(this.path, file);
  }

  /**
   * Flushes what was written, and puts it in its place. Nothing may have it open any more.
   *
   * @throws StreamError `EXISTS` (it must not replace a file), `BAD_REQUEST` (a store is there by now, or the system refuses)
   */
  finish(): void {
    // Something may have changed since the check.
    if (resolveTarget(this.#target, this.#options.source) !== this.#target)
      throw new StreamError("BAD_REQUEST", `${this.#file} has become a link: repeat the call`, {
        path: this.#target,
      });
    setOwnerAndMode(this.path, this.#target, this.#options.mode);
    flushFile(this.path);
    try {
      if (this.#options.replaces) renameSync(this.path, this.#target);
      else this.#moveToFreeName();
    } catch (error) {
      throw cannotWrite(this.#file, error);
    }
    flushFolder(dirname(this.#target));
  }

  /** Deletes it, with what SQLite has left beside it. */
  discard(): void {
    for (const suffix of ["", ...sidecarSuffixes]) rmSync(this.path + suffix, { force: true });
  }

  /** A rename would replace a file; a second name does not. */
  #moveToFreeName(): void {
    try {
      linkSync(this.path, this.#target);
    } catch {
      if (existsSync(this.#target))
        throw new StreamError("EXISTS", `${this.#file} already exists`, { path: this.#target });
      // A file system without hard links.
      return renameSync(this.path, this.#target);
    }
    rmSync(this.path);
  }
}

/** As those of the file that it replaces, where the file system has them. Otherwise it stays private. */
function setOwnerAndMode(path: string, target: string, mode: number): void {
  const replaced = statSync(target, { throwIfNoEntry: false });
  try {
    if (replaced && process.getuid?.() === 0) chownSync(path, replaced.uid, replaced.gid);
    chmodSync(path, (replaced?.mode ?? mode) & 0o777);
  } catch {
    // FAT and many network shares refuse it.
  }
}

function createEmpty(path: string, file: string): void {
  try {
    closeSync(openSync(path, "wx", 0o600));
  } catch (error) {
    throw cannotWrite(file, error);
  }
}

/** No other path would help: a full disk, or too many open files. */
const notOfThePath = new Set(["ENOSPC", "EDQUOT", "EMFILE", "ENFILE"]);

/** Names the file, unless the system's error says more: then that one becomes `DISK_FULL` or `STORE_FAILED`. */
function cannotWrite(file: string, error: unknown): unknown {
  const { code = "" } = error as NodeJS.ErrnoException;
  if (error instanceof StreamError || notOfThePath.has(code)) return error;
  const failure = new StreamError("BAD_REQUEST", `${file} cannot be written: ${code}`, {
    path: file,
    reason: code,
  });
  failure.cause = error;
  return failure;
}

/** Names have at most 255 bytes, on some file systems 143. */
function unfinishedName(name: string): string {
  return `${Buffer.byteLength(name) > 100 ? "unfinished" : name}.${randomBytes(6).toString("hex")}.partial`;
}
