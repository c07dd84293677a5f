import { fstatSync, readSync } from "node:fs";

/** A version of a page in the log. */
export interface LogFrame {
  readonly page: number;
  /** Where it is in the log, in bytes. */
  readonly position: number;
}

export interface Log {
  /** In order: a later version of a page replaces an earlier one. */
  readonly committed: readonly LogFrame[];
  /** The size of the database after the last commit, in pages; 0 without one. */
  readonly pages: number;
  /** The frames after the last valid commit, which SQLite would ignore. */
  readonly loose: readonly LogFrame[];
  readonly isBroken: boolean;
}

const headerBytes = 32;
const frameHeaderBytes = 24;

/** Reads a write-ahead log as SQLite does, and also the frames that SQLite would ignore (https://sqlite.org/fileformat2.html#walformat). */
export function readLog(file: number, pageSize: number): Log {
  const size = fstatSync(file).size;
  const frames = Math.floor((size - headerBytes) / (frameHeaderBytes + pageSize));
  if (frames < 1) return { committed: [], pages: 0, loose: [], isBroken: size > 0 };
  const header = read(file, 0, headerBytes);
  const isLittle = (header.readUInt32BE(0) & 1) === 0;
  let sums = checksum(header.subarray(0, 24), [0, 0], isLittle);
  let isSound = sums[0] === header.readUInt32BE(24) && sums[1] === header.readUInt32BE(28);
  // Each frame repeats the salt.
  const salt = isSound ? header.subarray(16, 24) : read(file, headerBytes + 8, 8);
  const committed: LogFrame[] = [];
  const loose: LogFrame[] = [];
  let open: LogFrame[] = [];
  let pages = 0;
  for (let i = 0; i < frames; i++) {
    const start = headerBytes + i * (frameHeaderBytes + pageSize);
    const frame = read(file, start, frameHeaderBytes + pageSize);
    // An earlier use of the log left this frame.
    if (!frame.subarray(8, 16).equals(salt)) continue;
    const entry = { page: frame.readUInt32BE(0), position: start + frameHeaderBytes };
    sums = checksum(
      frame.subarray(frameHeaderBytes),
      checksum(frame.subarray(0, 8), sums, isLittle),
      isLittle,
    );
    isSound &&= sums[0] === frame.readUInt32BE(16) && sums[1] === frame.readUInt32BE(20);
    if (!isSound) loose.push(entry);
    else open.push(entry);
    if (isSound && frame.readUInt32BE(4) !== 0) {
      committed.push(...open);
      open = [];
      pages = frame.readUInt32BE(4);
    }
  }
  const isWhole = headerBytes + frames * (frameHeaderBytes + pageSize) === size && open.length === 0;
  return { committed, pages, loose: [...open, ...loose], isBroken: !isSound || !isWhole };
}

function checksum(bytes: Buffer, [start0, start1]: [number, number], isLittle: boolean): [number, number] {
  let s0 = start0;
  let s1 = start1;
  for (let i = 0; i + 8 <= bytes.length; i += 8) {
    s0 = (s0 + (isLittle ? bytes.readUInt32LE(i) : bytes.readUInt32BE(i)) + s1) >>> 0;
    s1 = (s1 + (isLittle ? bytes.readUInt32LE(i + 4) : bytes.readUInt32BE(i + 4)) + s0) >>> 0;
  }
  return [s0, s1];
}

function read(file: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  readSync(file, bytes, 0, length, position);
  return bytes;
}
