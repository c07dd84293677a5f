import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Durability } from "../../src/store/index.ts";
import type { Planned } from "../crash/plan/operation.ts";
import { parseTrace, tracedCalls, type SystemCall } from "./system-call.ts";

/** Longer than any single write: a string that strace cuts would be lost data of its own making. */
const longestString = 64 * 1024 * 1024;

/** Lets a writer carry out a plan, and returns every call with which it changed a file, and what it said meanwhile. */
export function recordWriter(
  folder: string,
  store: { readonly directory: string; readonly durability: Durability; readonly firstMoment: number },
  plan: readonly Planned[],
): SystemCall[] {
  const planFile = join(folder, "plan.json");
  const traceFile = join(folder, "trace");
  writeFileSync(planFile, JSON.stringify(plan));
  const writer = join(import.meta.dirname, "..", "crash", "writer.ts");
  const { status, stderr } = spawnSync(
    "strace",
    [
      ...["-f", "--seccomp-bpf", "-qq", "-xx", "-s", String(longestString), "-e", `trace=${tracedCalls}`],
      ...["-o", traceFile, process.execPath, writer],
      ...[store.directory, store.durability, planFile, String(store.firstMoment)],
    ],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  if (status !== 0) throw new Error(`the writer failed under strace: ${String(stderr)}`);
  return [...parseTrace(readFileSync(traceFile, "latin1"))];
}
