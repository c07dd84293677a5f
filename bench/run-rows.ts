import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Row } from "./row.ts";
import type { Answer } from "./run-row.ts";
import type { ScaleName } from "./scale.ts";

export interface Run {
  readonly scale: ScaleName;
  /** Measured rounds; the scale's own number if left out. */
  readonly rounds: number | undefined;
  /** Each row gets a folder of its own in it. */
  readonly directory: string;
}

/** Measures rows one after the other, each in a process of its own. No answer: it has failed, and has said why. */
export async function* runRows(
  rows: readonly Row[],
  run: Run,
): AsyncGenerator<{ row: Row; answer: Answer | undefined }> {
  for (const row of rows) {
    const directory = join(run.directory, row.id);
    mkdirSync(directory);
    yield { row, answer: await runInProcess(row, { ...run, directory }) };
    rmSync(directory, { recursive: true, force: true });
  }
}

async function runInProcess({ id }: Row, { scale, rounds, directory }: Run): Promise<Answer | undefined> {
  const script = join(import.meta.dirname, "run-row.ts");
  const child = fork(script, [id, scale, directory, ...(rounds === undefined ? [] : [String(rounds)])], {
    execArgv: ["--expose-gc", ...process.execArgv],
    // Starting is most of a short row: no row compiles what another one has.
    env: { ...process.env, NODE_COMPILE_CACHE: join(dirname(directory), "compile-cache") },
    // Peers report their progress.
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let complaints = "";
  child.stderr!.setEncoding("utf8").on("data", (chunk: string) => (complaints += chunk));
  let answer: Answer | undefined;
  child.once("message", (message) => (answer = message as Answer));
  const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  if (answer === undefined)
    console.error(`the process of row ${id} has ended with ${code ?? signal}\n${complaints}`);
  return answer;
}
