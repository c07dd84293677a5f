import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import type { Durability } from "../../src/store/index.ts";
import type { Random } from "../support/seeded-random.ts";
import { Ledger, type Entry, type Mark } from "./plan/ledger.ts";

/** Starting a writer takes most of a round, so the code that Node compiled is kept for the next one. */
const compileCache = join(tmpdir(), "streams-crash-compile-cache");

/** When to kill: at the nth acknowledgement or mark of a kind, and a moment later. */
export interface KillMoment {
  readonly at: Mark | "acknowledged";
  readonly nth: number;
  readonly delayMs: number;
}

export function randomMoment(random: Random, operations: number): KillMoment {
  const dice = random.below(100);
  if (dice < 50) return { at: "acknowledged", nth: 1 + random.below(operations), delayMs: random.below(4) };
  if (dice < 65) return { at: "opening", nth: 1 + random.below(2), delayMs: random.below(20) };
  if (dice < 80) return { at: "compacting", nth: 1 + random.below(3), delayMs: random.below(10) };
  if (dice < 95) return { at: "closing", nth: 1 + random.below(2), delayMs: random.below(5) };
  return { at: "opened", nth: 1, delayMs: random.below(100) };
}

/** A moment while a store opens and recovers from an earlier kill. */
export function recoveryMoment(random: Random): KillMoment {
  return { at: "opening", nth: 1, delayMs: random.below(16) };
}

export interface WriterRun {
  readonly directory: string;
  readonly durability: Durability;
  readonly planFile: string;
  readonly firstMoment: number;
}

/**
 * Runs a writer until it is killed, or until it has carried out its plan before that.
 *
 * @throws Error if the writer ended in any other way
 */
export async function runKilledWriter(run: WriterRun, moment: KillMoment) {
  const { directory, durability, planFile, firstMoment } = run;
  const writer = spawn(
    process.execPath,
    [join(import.meta.dirname, "writer.ts"), directory, durability, planFile, String(firstMoment)],
    { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, NODE_COMPILE_CACHE: compileCache } },
  );
  const exited = once(writer, "exit");
  const errorOutput = collect(writer.stderr);
  const ledger = new Ledger();
  const lines = createInterface(writer.stdout);
  let left = moment.nth;
  lines.on("line", (line) => {
    const entry = JSON.parse(line) as Entry;
    ledger.add(entry);
    const kind = "mark" in entry ? entry.mark : "acknowledged";
    if (kind === moment.at && --left === 0) void killSoon(writer, moment.delayMs);
  });
  await once(lines, "close");
  const [code, signal] = (await exited) as [number | null, string | null];
  if (signal !== "SIGKILL" && !(code === 0 && ledger.isComplete)) {
    throw new Error(
      `the writer was not killed and did not finish (${signal ?? code}): ${errorOutput.join("")}`,
    );
  }
  return { ledger, killed: signal === "SIGKILL" };
}

async function killSoon(writer: ChildProcess, delayMs: number): Promise<void> {
  if (delayMs > 0) await delay(delayMs);
  writer.kill("SIGKILL");
}

function collect(stream: NodeJS.ReadableStream): string[] {
  const chunks: string[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk.toString()));
  return chunks;
}
