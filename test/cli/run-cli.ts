import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished } from "vitest";

const bin = fileURLToPath(new URL("../../src/cli/bin.ts", import.meta.url));
const holdAppends = new URL("hold-appends.ts", import.meta.url).href;

export type CliProcess = ChildProcessByStdio<Writable, Readable, Readable>;

export interface CliResult {
  /** Null if a signal ended the process. */
  readonly exitCode: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Starts the command line in a process that does not outlive the test. */
export function startCli(...args: string[]): CliProcess {
  return start([], args);
}

/** As `startCli`; once it has appended so many messages, the next appends are made and not answered, until Ctrl-C. */
export function startHeld(afterMessages: number, ...args: string[]): CliProcess {
  return start(["--import", holdAppends], args, { HOLD_APPENDS_AFTER: String(afterMessages) });
}

function start(
  nodeOptions: string[],
  args: string[],
  env: NodeJS.ProcessEnv = {},
  input: "pipe" | number = "pipe",
): CliProcess {
  const child = spawn(process.execPath, [...nodeOptions, bin, ...args], {
    stdio: [input, "pipe", "pipe"],
    env: { ...process.env, ...env },
  }) as CliProcess;
  onTestFinished(() => void child.kill("SIGKILL"));
  // A command that reads no input may exit before it is written.
  if (input === "pipe") child.stdin.on("error", () => undefined);
  return child;
}

export async function resultOf(child: CliProcess): Promise<CliResult> {
  const closed = once(child, "close") as Promise<[number | null]>;
  const [stdout, stderr, [exitCode]] = await Promise.all([
    buffer(child.stdout),
    buffer(child.stderr),
    closed,
  ]);
  return { exitCode, stdout, stderr: stderr.toString() };
}

/** The first line on standard output, with its line break. */
export async function firstLine(child: CliProcess): Promise<string> {
  const [chunk] = (await once(child.stdout, "data")) as [Buffer];
  return chunk.toString();
}

export function runCli(...args: string[]): Promise<CliResult> {
  return runCliWith(Buffer.alloc(0), ...args);
}

/** Runs a command whose standard input is an open file, as a shell does for `< file`. */
export function runCliFrom(fd: number, ...args: string[]): Promise<CliResult> {
  return resultOf(start([], args, {}, fd));
}

export function runCliWith(input: Buffer, ...args: string[]): Promise<CliResult> {
  const child = startCli(...args);
  child.stdin.end(input);
  return resultOf(child);
}

/** Runs a command that must succeed without a word on standard error; returns its standard output. */
export async function succeed(...args: string[]): Promise<string> {
  const result = await runCli(...args);
  expect(result).toMatchObject({ exitCode: 0, stderr: "" });
  return result.stdout.toString();
}

/** Runs a command that must fail: exit code 1, nothing on standard output, one line on standard error, which is returned. */
export async function failureOf(...args: string[]): Promise<string> {
  const result = await runCli(...args);
  expect(result.stdout.toString()).toBe("");
  expect(result.stderr).toMatch(/^electron-durable-streams: [^\n]+\n$/);
  expect(result.exitCode).toBe(1);
  return result.stderr.trimEnd();
}
