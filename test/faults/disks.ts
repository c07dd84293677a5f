import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStreamStore } from "../../src/store/index.ts";
import { Appender } from "./appender.ts";
import { codeAndReason, expectOneOf } from "./expect-code.ts";

const here = import.meta.dirname;
const isRoot = process.getuid?.() === 0;

export interface DiskTally {
  refused: number;
  acknowledged: number;
  /** What this machine does not allow, and why. */
  notTried: string[];
}

/** Tries full, read-only, failing and missing disks. @throws Error at the first wrong outcome */
export async function tryDisks(rounds: number): Promise<DiskTally> {
  const tally: DiskTally = { refused: 0, acknowledged: 0, notTried: [] };
  const folder = mkdtempSync(join(tmpdir(), "streams-disks-"));
  chmodSync(folder, 0o755);
  try {
    const disk = join(folder, "disk");
    mkdirSync(disk);
    if (mount(disk)) {
      try {
        for (let i = 0; i < rounds; i++) await fullDisk(disk, tally);
        await readOnlyDisk(disk, tally);
      } finally {
        spawnSync("umount", ["-l", disk]);
      }
    } else tally.notTried.push("a full and a read-only disk (mount is not allowed)");
    failingDisk(folder, tally);
    await noPermission(folder, tally);
    removedDrive(folder, tally);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return tally;
}

function mount(at: string): boolean {
  return spawnSync("mount", ["-t", "tmpfs", "-o", "size=3m", "tmpfs", at]).status === 0;
}

async function fullDisk(disk: string, tally: DiskTally): Promise<void> {
  const ballast = join(disk, "ballast");
  writeFileSync(ballast, Buffer.alloc(600_000));
  const directory = join(disk, "streams");
  const store = openStreamStore({ directory, compactIntervalMs: 0 });
  await store.create("log");
  const appender = new Appender(store);
  expectOneOf(await appender.untilRefused(), "DISK_FULL");
  await appender.check();
  expectOneOf(await store.backup(join(disk, "copy")).then(() => "none", codeAndReason), "DISK_FULL ENOSPC");
  if (existsSync(join(disk, "copy"))) throw new Error("a part of a backup was left behind");
  rmSync(ballast);
  expectOneOf((await appender.append()) ?? "none", "none");
  expectOneOf(await appender.untilRefused(), "DISK_FULL");
  await appender.check();
  await store.close();
  const again = openStreamStore({ directory, readOnly: true });
  await appender.check(again);
  await again.close();
  for (const name of ["streams.db", "writer.lock"]) expectMode(join(directory, name), 0o600);
  expectMode(directory, 0o700);
  tally.refused += 3;
  tally.acknowledged += appender.acknowledged;
  rmSync(directory, { recursive: true });
}

async function readOnlyDisk(disk: string, tally: DiskTally): Promise<void> {
  const directory = join(disk, "streams");
  const store = openStreamStore({ directory });
  await store.create("log", { data: "x" });
  await store.close();
  execFileSync("mount", ["-o", "remount,ro", disk]);
  expectOneOf(codeOfOpen(directory), "STORE_READ_ONLY EROFS");
  expectOneOf(codeOfOpen(join(disk, "new")), "STORE_READ_ONLY EROFS");
  execFileSync("mount", ["-o", "remount,rw", disk]);
  expectOneOf(codeOfOpen(directory), "none");
  tally.refused += 2;
}

function failingDisk(folder: string, tally: DiskTally): void {
  const library = join(folder, "failing-disk.so");
  const compiled = spawnSync("cc", ["-shared", "-fPIC", "-o", library, join(here, "failing-disk.c"), "-ldl"]);
  if (compiled.status !== 0) {
    tally.notTried.push("a failing disk (no C compiler)");
    return;
  }
  const env = { ...process.env, LD_PRELOAD: library, FAILING_DISK: join(folder, "fails") };
  const script = [join(here, "disk-process.ts"), join(folder, "failing")];
  tally.acknowledged += Number(execFileSync(process.execPath, script, { env, encoding: "utf8" }));
  tally.refused += 5;
}

/** Root may do everything, so the process becomes another user. */
async function noPermission(folder: string, tally: DiskTally): Promise<void> {
  const directory = join(folder, "private");
  const store = openStreamStore({ directory });
  await store.create("log", { data: "x" });
  await store.close();
  if (!isRoot) chmodSync(directory, 0o500);
  const open = (place: string, mode = "write") =>
    execFileSync(process.execPath, [join(here, "open-process.ts"), place, isRoot ? "65534" : "", mode], {
      encoding: "utf8",
    }).trim();
  // Its owner may still read it, so this needs a process of another user.
  if (isRoot) expectOneOf(open(directory, "readOnly"), "STORE_FAILED EACCES");
  expectOneOf(open(directory), "STORE_FAILED EACCES");
  expectOneOf(open(join(directory, "below")), "STORE_FAILED EACCES");
  chmodSync(directory, 0o700);
  expectOneOf(codeOfOpen(directory), "none");
  tally.refused += isRoot ? 3 : 2;
}

function removedDrive(folder: string, tally: DiskTally): void {
  writeFileSync(join(folder, "a file"), "");
  expectOneOf(codeOfOpen(join(folder, "a file", "streams")), "STORE_FAILED ENOTDIR", "STORE_FAILED EEXIST");
  expectOneOf(codeOfOpen(join(folder, "not there"), true), "NOT_FOUND");
  if (existsSync(join(folder, "not there"))) throw new Error("a reader has created a folder");
  tally.refused += 2;
}

function codeOfOpen(directory: string, readOnly = false): string {
  try {
    void openStreamStore({ directory, readOnly }).close();
    return "none";
  } catch (error) {
    return codeAndReason(error);
  }
}

function expectMode(path: string, mode: number): void {
  const found = statSync(path).mode & 0o777;
  if (process.platform !== "win32" && found !== mode)
    throw new Error(`${path} has mode ${found.toString(8)}, not ${mode.toString(8)}`);
}
