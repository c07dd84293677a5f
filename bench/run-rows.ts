import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { OwnFolder } from "./sides/own-folder.ts";
import type { Row } from "./row.ts";
import type { Answer } from "./run-row.ts";
import type { ScaleName } from "./scale.ts";

export interface Run {
  readonly scale: ScaleName;
  /** Measured rounds; the scale's default if undefined. */
  readonly rounds: number | undefined;
  /** Each row gets a subfolder. */
  readonly folder: OwnFolder;
}

export interface RowAnswer {
  readonly row: Row;
  /** Undefined if the row failed; the reason has been printed. */
  readonly answer: Answer | undefined;
  /** Includes the parts that are not measured. */
  readonly seconds: number;
}

/** A row that takes longer is stuck and is killed. In a full run some rows fill stores for minutes. */
const limitMs = { full: 6 * 60_000, quick: 60_000, tiny: 60_000 };

/** Measures rows one after the other, each in a separate process. */
export async function* runRows(rows: readonly Row[], run: Run): AsyncGenerator<RowAnswer> {
  for (const row of rows) {
    const directory = join(run.folder.path, row.id);
    mkdirSync(directory);
    const start = performance.now();
    const answer = await runInProcess(row, run, directory);
    yield { row, answer, seconds: (performance.now() - start) / 1000 };
    rmSync(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

async function runInProcess(
  { id }: Row,
  { scale, rounds, folder }: Run,
  directory: string,
): Promise<Answer | undefined> {
  const script = join(import.meta.dirname, "run-row.ts");
  const child = fork(script, [id, scale, directory, ...(rounds === undefined ? [] : [String(rounds)])], {
    execArgv: ["--expose-gc", ...process.execArgv],
    // Starting is most of a short row, so rows share compiled code.
    env: { ...process.env, NODE_COMPILE_CACHE: join(folder.path, "compile-cache") },
    // Peers print their progress.
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  folder.children.add(child);
  let complaints = "";
  child.stderr!.setEncoding("utf8").on("data", (chunk: string) => (complaints += chunk));
  let answer: Answer | undefined;
  child.once("message", (message) => (answer = message as Answer));
  let isLate = false;
  const timer = setTimeout(() => (isLate = child.kill("SIGKILL")), limitMs[scale]);
  const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  clearTimeout(timer);
  folder.children.delete(child);
  if (isLate) console.error(`row ${id} was killed after ${limitMs[scale] / 1000} s\n${complaints}`);
  else if (answer === undefined && !child.killed)
    console.error(`the process of row ${id} exited with ${code ?? signal}\n${complaints}`);
  return answer;
}
