import { closeSync, ftruncateSync, fstatSync, openSync, readSync, writeSync } from "node:fs";
import type { Random } from "../support/seeded-random.ts";

/** Kinds of damage: each changes the file and returns what it did. */
const damages: readonly ((file: number, size: number, random: Random) => string)[] = [
  (file, size, random) => {
    const count = 1 + random.below(12);
    for (let i = 0; i < count; i++) flipBit(file, random.below(size), random.below(8));
    return `${count} bits flipped`;
  },
  (file, size, random) => {
    const sector = random.below(Math.ceil(size / 512));
    const bytes = Buffer.from(Array.from({ length: 512 }, () => random.below(256)));
    writeSync(file, bytes, 0, 512, sector * 512);
    return `sector ${sector} overwritten with noise`;
  },
  (file, size, random) => {
    const page = random.below(Math.ceil(size / 4096));
    writeSync(file, Buffer.alloc(4096), 0, 4096, page * 4096);
    return `page ${page + 1} zeroed`;
  },
  (file, size, random) => {
    const left = Math.floor((size * (50 + random.below(50))) / 100);
    ftruncateSync(file, left);
    return `cut off after ${left} of ${size} bytes`;
  },
  (file) => {
    writeSync(file, Buffer.alloc(100), 0, 100, 0);
    return "header zeroed";
  },
  (file, size, random) => {
    const from = random.below(Math.ceil(size / 4096));
    const to = random.below(Math.ceil(size / 4096));
    const page = Buffer.alloc(4096);
    readSync(file, page, 0, 4096, from * 4096);
    writeSync(file, page, 0, 4096, to * 4096);
    return `page ${from + 1} copied over page ${to + 1}`;
  },
];

/** Damages a file in a random way; returns what was done. */
export function damageFile(path: string, random: Random): string {
  const file = openSync(path, "r+");
  try {
    return random.pick(damages)(file, fstatSync(file).size, random);
  } finally {
    closeSync(file);
  }
}

function flipBit(file: number, position: number, bit: number): void {
  const byte = Buffer.alloc(1);
  readSync(file, byte, 0, 1, position);
  byte[0]! ^= 1 << bit;
  writeSync(file, byte, 0, 1, position);
}
