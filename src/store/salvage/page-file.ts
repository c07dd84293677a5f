import { closeSync, existsSync, fstatSync, openSync, readSync } from "node:fs";
import { readLog, type LogFrame } from "../sqlite/image/write-ahead-log.ts";

const defaultPageSize = 4096;

/** A version of a page, from the file or its write-ahead log. */
export interface Page {
  readonly number: number;
  readonly bytes: Buffer;
  /** Whether it is from a part of the log that SQLite would ignore: other versions are more reliable. */
  readonly loose: boolean;
}

/** The pages of a SQLite database that may be damaged, read without SQLite and without changing anything. */
export class PageFile {
  readonly pageSize: number;
  /** The bytes of a page that hold content: all of them, as the store reserves none. */
  readonly usable: number;
  readonly pageCount: number;
  /** Whether the log breaks off before its end. */
  readonly isLogBroken: boolean;
  readonly #file: number;
  readonly #log: number | undefined;
  readonly #committed = new Map<number, LogFrame>();
  readonly #loose: readonly LogFrame[];

  constructor(file: string) {
    this.#file = openSync(file, "r");
    const header = this.#read(this.#file, 0, 100);
    this.pageSize = pageSizeOf(header);
    this.usable = this.pageSize;
    this.#log = existsSync(`${file}-wal`) ? openSync(`${file}-wal`, "r") : undefined;
    const log = this.#log === undefined ? undefined : readLog(this.#log, this.pageSize);
    for (const frame of log?.committed ?? []) this.#committed.set(frame.page, frame);
    this.#loose = log?.loose ?? [];
    this.isLogBroken = log?.isBroken ?? false;
    const inFile = Math.ceil(fstatSync(this.#file).size / this.pageSize);
    this.pageCount = Math.max(inFile, ...this.#committed.keys(), 0);
  }

  close(): void {
    closeSync(this.#file);
    if (this.#log !== undefined) closeSync(this.#log);
  }

  /** The latest committed version of a page. Bytes beyond the end of the file are zero. */
  page(number: number): Buffer {
    const frame = this.#committed.get(number);
    if (frame) return this.#read(this.#log!, frame.position, this.pageSize);
    return this.#read(this.#file, (number - 1) * this.pageSize, this.pageSize);
  }

  *pages(): Generator<Page, void, undefined> {
    const free = this.#freePages();
    for (let number = 1; number <= this.pageCount; number++) {
      if (!free.has(number)) yield { number, bytes: this.page(number), loose: false };
    }
    // The newest version of a page first: of the versions of a row, the one that is found first is kept.
    for (const { page, position } of this.#loose.toReversed())
      yield { number: page, bytes: this.#read(this.#log!, position, this.pageSize), loose: true };
  }

  /** The free pages, which hold deleted rows: as many as can be found by following their list. */
  #freePages(): Set<number> {
    const free = new Set<number>();
    let trunk = this.page(1).readUInt32BE(32);
    while (trunk > 1 && trunk <= this.pageCount && !free.has(trunk)) {
      free.add(trunk);
      const page = this.page(trunk);
      const leaves = page.readUInt32BE(4);
      if (leaves > this.pageSize / 4 - 2) break;
      for (let i = 0; i < leaves; i++) free.add(page.readUInt32BE(8 + 4 * i));
      trunk = page.readUInt32BE(0);
    }
    return free;
  }

  #read(file: number, position: number, length: number): Buffer {
    const bytes = Buffer.alloc(length);
    readSync(file, bytes, 0, length, position);
    return bytes;
  }
}

function pageSizeOf(header: Buffer): number {
  const stored = header.readUInt16BE(16);
  const size = stored === 1 ? 65536 : stored;
  return size >= 512 && (size & (size - 1)) === 0 ? size : defaultPageSize;
}
