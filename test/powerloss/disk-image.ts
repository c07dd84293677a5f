import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { Random } from "../support/seeded-random.ts";
import { applyChanges, setName, type Change, type Inode, type RecordedDisk } from "./recorded-disk.ts";

/** What a disk holds when the power comes back: files and folders by path. */
export type DiskImage = ReadonlyMap<string, Buffer | "folder">;

/** The unit in which a disk writes: a write may stop between two sectors, which reach the disk in any order. */
const sectorBytes = 512;

/**
 * Draws one state in which a power failure now may leave the disk: with none, all or some of the unflushed changes, with
 * some sectors of a write, or with noise in a sector that was being written.
 */
export function drawImage(disk: RecordedDisk, random: Random): DiskImage {
  const names = new Map(disk.names);
  const nameFate = random.pick(["none", "all", "all", "some"]);
  for (const { path, entry } of disk.pendingNames) {
    if (isKept(nameFate, random)) setName(names, path, entry);
  }
  const image = new Map<string, Buffer | "folder">();
  const contents = new Map<Inode, Buffer>();
  for (const [path, entry] of names) {
    if (!isReachable(names, path, disk.root) || path.endsWith("-shm")) continue;
    if (entry === "folder") image.set(path, entry);
    else {
      const content = contents.get(entry) ?? applyChanges(entry.flushed, drawChanges(entry.pending, random));
      contents.set(entry, content);
      image.set(path, content);
    }
  }
  return image;
}

/** Replaces the folder with an image of the disk whose root was at `root`. */
export function writeImage(folder: string, root: string, image: DiskImage): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  // Sorted, so that a folder comes before its contents.
  for (const path of [...image.keys()].toSorted()) {
    const content = image.get(path)!;
    const target = join(folder, relative(root, path));
    if (content === "folder") mkdirSync(target);
    else writeFileSync(target, content);
  }
}

/** Which of a file's changes have reached the disk, and how much of each. */
function drawChanges(pending: readonly Change[], random: Random): Change[] {
  const fate = random.pick(["none", "all", "some", "all but one", "first", "torn", "trashed"]);
  const middle = pending.length === 0 ? 0 : random.below(pending.length);
  switch (fate) {
    case "all but one":
      return pending.filter((_, i) => i !== middle);
    case "first":
      // In order, up to a write that stopped half-way.
      return pending
        .slice(0, middle + 1)
        .flatMap((change, i) => (i < middle ? [change] : tear(change, random)));
    case "torn":
      return pending.flatMap((change) => tear(change, random));
    case "trashed":
      return pending.flatMap((change, i) => (i === middle ? trash(change, random) : keep(change, random)));
    default:
      return pending.filter(() => isKept(fate, random));
  }
}

function isKept(fate: string, random: Random): boolean {
  return fate === "all" || (fate === "some" && random.below(2) === 0);
}

function keep(change: Change, random: Random): Change[] {
  return random.below(2) === 0 ? [change] : [];
}

/** Some of a write's sectors, or its first ones. */
function tear(change: Change, random: Random): Change[] {
  if (change.type === "truncate") return keep(change, random);
  const sectors = splitSectors(change);
  const upto = random.below(sectors.length + 1);
  const isCut = random.below(2) === 0;
  return sectors.filter((_, i) => (isCut ? i < upto : random.below(2) === 0));
}

/** One of a write's sectors holds noise. */
function trash(change: Change, random: Random): Change[] {
  if (change.type === "truncate") return keep(change, random);
  const sectors = splitSectors(change);
  const spoilt = random.below(sectors.length);
  return sectors.map((sector, i) =>
    i === spoilt ? { ...sector, data: Buffer.from(sector.data.map(() => random.below(256))) } : sector,
  );
}

function splitSectors({ offset, data }: Change & { type: "write" }): (Change & { type: "write" })[] {
  const sectors: (Change & { type: "write" })[] = [];
  for (let at = 0; at < data.length;) {
    const end = Math.min(data.length, at + sectorBytes - ((offset + at) % sectorBytes));
    sectors.push({ type: "write", offset: offset + at, data: data.subarray(at, end) });
    at = end;
  }
  return sectors;
}

/** Whether all folders above it exist. */
function isReachable(names: ReadonlyMap<string, unknown>, path: string, root: string): boolean {
  const parent = dirname(path);
  return parent === root || (names.get(parent) === "folder" && isReachable(names, parent, root));
}
