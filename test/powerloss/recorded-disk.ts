import { dirname } from "node:path";
import type { SystemCall } from "./system-call.ts";

/** What was done to a file since it was last flushed. */
export type Change =
  | { readonly type: "write"; readonly offset: number; readonly data: Buffer }
  | { readonly type: "truncate"; readonly size: number };

/** A file apart from its name. */
export interface Inode {
  /** Content as of the last flush, which the disk is sure to hold. */
  flushed: Buffer;
  /** Changes since then: each may have reached the disk or not, in any order. */
  pending: Change[];
}

/** A name that was added or removed since its folder was last flushed; `undefined` if it was removed. */
export interface NameChange {
  readonly path: string;
  readonly entry: Inode | "folder" | undefined;
}

/**
 * What a disk is sure to hold, and what it may hold, after a sequence of system calls, by the weakest reading of POSIX:
 * a file's data are safe after an fsync of the file, its name after an fsync of its folder. Nothing else is promised.
 */
export class RecordedDisk {
  /** An existing folder; everything below it is recorded. */
  readonly root: string;
  readonly names = new Map<string, Inode | "folder">();
  pendingNames: NameChange[] = [];
  /** The names as the process sees them. */
  readonly #seen = new Map<string, Inode | "folder">();
  readonly #open = new Map<number, string>();
  readonly #inodes = new Map<number, Inode | "folder">();

  constructor(root: string, files: ReadonlyMap<string, Buffer | "folder"> = new Map()) {
    this.root = root;
    for (const [path, content] of files) {
      const entry = content === "folder" ? content : { flushed: content, pending: [] };
      this.names.set(path, entry);
      this.#seen.set(path, entry);
    }
  }

  /** Returns whether the call changed what is, or what may be, on the disk. */
  apply(call: SystemCall): boolean {
    switch (call.call) {
      case "open":
        return this.#openFile(call.path, call.flags, call.fd);
      case "close":
        this.#inodes.delete(call.fd);
        this.#open.delete(call.fd);
        return false;
      case "write":
        return this.#write(call.fd, call.offset, call.data);
      case "truncate":
        return this.#change(call.fd, { type: "truncate", size: call.size });
      case "sync":
        return this.#sync(call.fd);
      case "mkdir":
        return this.#rename(call.path, "folder");
      case "unlink":
        return this.#rename(call.path, undefined);
      case "rename":
        return this.#rename(call.to, this.#seen.get(call.path)) && this.#rename(call.path, undefined);
      case "map":
        return this.#refuseSharedMap(call.fd, call.flags);
      case "unknown":
        if (!call.text.includes(hex(this.root)) && !this.#inodes.has(Number(/\((\d+)/.exec(call.text)?.[1])))
          return false;
        throw new Error(`unknown system call: ${call.text.slice(0, 100)}`);
    }
  }

  #openFile(path: string, flags: readonly string[], fd: number): boolean {
    if (!this.#isRecorded(path) && path !== this.root) return false;
    if (flags.includes("O_TRUNC")) throw new Error(`O_TRUNC is not recorded: ${path}`);
    let entry = path === this.root ? "folder" : this.#seen.get(path);
    const isNew = entry === undefined;
    if (entry === undefined) {
      entry = { flushed: Buffer.alloc(0), pending: [] };
      this.#rename(path, entry);
    }
    this.#open.set(fd, path);
    this.#inodes.set(fd, entry);
    return isNew;
  }

  #write(fd: number, offset: number | undefined, data: Buffer): boolean {
    if (offset === undefined && this.#inodes.has(fd))
      throw new Error("a write without an offset is not recorded");
    return offset !== undefined && this.#change(fd, { type: "write", offset, data });
  }

  #change(fd: number, change: Change): boolean {
    const inode = this.#inodes.get(fd);
    if (inode === undefined || inode === "folder") return false;
    inode.pending.push(change);
    return true;
  }

  #sync(fd: number): boolean {
    const inode = this.#inodes.get(fd);
    if (inode === undefined) return false;
    if (inode === "folder") this.#syncNames(this.#open.get(fd)!);
    else {
      inode.flushed = applyChanges(inode.flushed, inode.pending);
      inode.pending = [];
    }
    return true;
  }

  #syncNames(folder: string): void {
    for (const { path, entry } of this.pendingNames) {
      if (dirname(path) === folder) setName(this.names, path, entry);
    }
    this.pendingNames = this.pendingNames.filter(({ path }) => dirname(path) !== folder);
  }

  #rename(path: string, entry: Inode | "folder" | undefined): boolean {
    if (!this.#isRecorded(path)) return false;
    setName(this.#seen, path, entry);
    this.pendingNames.push({ path, entry });
    return true;
  }

  /** Writes through shared memory do not show in a trace. SQLite uses them for the wal-index, which it can rebuild. */
  #refuseSharedMap(fd: number, flags: string): boolean {
    const path = this.#open.get(fd);
    if (path === undefined || path.endsWith("-shm")) return false;
    if (!flags.includes("MAP_SHARED") || !flags.includes("PROT_WRITE")) return false;
    throw new Error(`${path} is mapped for shared writing, which is not recorded`);
  }

  #isRecorded(path: string): boolean {
    return path.startsWith(`${this.root}/`);
  }
}

/** The content after the changes; gaps are filled with zeros. */
export function applyChanges(content: Buffer, changes: readonly Change[]): Buffer {
  let size = content.length;
  let needed = size;
  for (const change of changes) {
    size = change.type === "truncate" ? change.size : Math.max(size, change.offset + change.data.length);
    needed = Math.max(needed, size);
  }
  const result = Buffer.alloc(needed);
  content.copy(result);
  let end = content.length;
  for (const change of changes) {
    if (change.type === "write") {
      change.data.copy(result, change.offset);
      end = Math.max(end, change.offset + change.data.length);
    } else {
      if (change.size < end) result.fill(0, change.size, end);
      end = change.size;
    }
  }
  return result.subarray(0, size);
}

export function setName<T>(names: Map<string, T>, path: string, entry: T | undefined): void {
  if (entry === undefined) names.delete(path);
  else names.set(path, entry);
}

function hex(text: string): string {
  return [...Buffer.from(text)].map((byte) => String.raw`\x${byte.toString(16).padStart(2, "0")}`).join("");
}
