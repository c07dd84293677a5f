import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Durability } from "../../src/store/index.ts";
import type { OwnFolder } from "../sides/own-folder.ts";
import { readTrace } from "./trace.ts";

interface Run {
  readonly name: string;
  readonly durability: Durability;
  readonly count: number;
  readonly width: number;
}

const runs: readonly Run[] = [
  { name: "awaited, FULL", durability: "full", count: 1000, width: 1 },
  { name: "1,000 in flight, FULL", durability: "full", count: 20_000, width: 1000 },
  { name: "awaited, NORMAL", durability: "normal", count: 1000, width: 1 },
];

/**
 * Traces appends and prints how many flushes they took. Includes NORMAL, to show that the trace detects a missing flush.
 *
 * @throws if an append with FULL was acknowledged before its flush
 */
export function countFlushes({ path }: OwnFolder): void {
  if (spawnSync("strace", ["-V"]).status !== 0) {
    console.log("flushes: skipped, strace is not installed");
    return;
  }
  for (const run of runs) report(run, trace(run, join(path, run.name)));
}

function trace({ durability, count, width }: Run, directory: string): string {
  mkdirSync(directory);
  const output = join(directory, "trace");
  const script = join(import.meta.dirname, "appends.ts");
  const options = ["-f", "-y", "-e", "trace=pwrite64,write,fdatasync,fsync", "-o", output];
  const appends = [process.execPath, script, directory, durability, String(count), String(width)];
  const { status, stderr } = spawnSync("strace", [...options, ...appends], { encoding: "utf8" });
  if (status !== 0) throw new Error(`the traced process failed: ${stderr}`);
  return readFileSync(output, "utf8");
}

function report({ name, durability, count }: Run, trace: string): void {
  const { acknowledged, commits, flushes, acknowledgedUnflushed } = readTrace(trace);
  console.log(
    `${name}: ${acknowledged} appends acknowledged, ${commits} commits flushed, ${flushes} flushes in all, ` +
      `${acknowledgedUnflushed} acknowledged before their flush`,
  );
  if (acknowledged !== count) throw new Error(`expected ${count} acknowledgements, got ${acknowledged}`);
  if (durability === "full" && acknowledgedUnflushed > 0)
    throw new Error("an append was acknowledged before its flush");
}
