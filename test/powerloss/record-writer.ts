import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Durability } from "../../src/store/index.ts";
import type { Planned } from "../crash/plan/operation.ts";
import { parseTrace, tracedCalls, type SystemCall } from "./system-call.ts";

/** Longer than any single write: strace would cut it, and its data would be missing from the record. */
const longestString = 64 * 1024 * 1024;

/** Runs a writer under strace, and returns its calls that change files and its output, in order. */
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
