import { randomBytes } from "node:crypto";
import { chmodSync, chownSync, closeSync, linkSync, openSync, renameSync, rmSync, statSync } from "node:fs";
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

  /** @throws StreamError `BAD_REQUEST` (see `resolveTarget`); the system's error if the folder cannot be written */
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
   * @throws StreamError `EXISTS` (it must not replace a file), `BAD_REQUEST` (a store is there by now)
   */
  finish(): void {
    // Something may have changed since the check.
    if (resolveTarget(this.#target, this.#options.source) !== this.#target)
      throw new StreamError("BAD_REQUEST", `${this.#file} has become a link: repeat the call`, {
        path: this.#target,
      });
    const replaced = statSync(this.#target, { throwIfNoEntry: false });
    if (replaced && process.getuid?.() === 0) chownSync(this.path, replaced.uid, replaced.gid);
    chmodSync(this.path, (replaced?.mode ?? this.#options.mode) & 0o777);
    flushFile(this.path);
    if (this.#options.replaces) renameSync(this.path, this.#target);
    else this.#moveToFreeName();
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
    } catch (error) {
      if (
        (error as NodeJS.ErrnoException).code !== "EEXIST" &&
        !statSync(this.#target, { throwIfNoEntry: false })
      )
        // A file system without hard links.
        return renameSync(this.path, this.#target);
      throw new StreamError("EXISTS", `${this.#file} already exists`, { path: this.#target });
    }
    rmSync(this.path);
  }
}

/** @throws StreamError `BAD_REQUEST`; the system's error if the disk is full */
function createEmpty(path: string, file: string): void {
  try {
    closeSync(openSync(path, "wx", 0o600));
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (code === "ENOSPC" || code === "EDQUOT") throw error;
    throw new StreamError("BAD_REQUEST", `${file} cannot be written: ${code}`, { path: file, reason: code });
  }
}

/** Names have at most 255 bytes, on some file systems 143. */
function unfinishedName(name: string): string {
  return `${Buffer.byteLength(name) > 100 ? "unfinished" : name}.${randomBytes(6).toString("hex")}.partial`;
}
