import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** The environment variable that names the program. */
export const programVariable = "BADGERSTORE_BENCH";

/**
 * badgerstore in a process of its own: a program that is started with a folder, reads a command a line, and answers
 * each with a line: its milliseconds. `append <stream> <count> <writers>` creates a stream and appends the messages of
 * `makeMessages` with as many writers at once; `read <stream> <count>` reads it from the start, and then checks that
 * each message came once (a wrong one ends the program).
 */
export interface BadgerProgram {
  append(stream: string, count: number, writers: number): Promise<number>;
  read(stream: string, count: number): Promise<number>;
  close(): Promise<void>;
}

/** A text says why it cannot be started. */
export function startBadger(directory: string): BadgerProgram | string {
  const program = process.env[programVariable];
  if (!program) return `${programVariable} names no program that runs badgerstore`;
  const child = spawn(program, [directory], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = once(child, "exit");
  const ask = async (command: string): Promise<number> => {
    child.stdin.write(`${command}\n`);
    const { done, value } = await lines.next();
    if (done) throw new Error(`badgerstore's program has ended at: ${command}`);
    return Number(value);
  };
  return {
    append: (stream, count, writers) => ask(`append ${stream} ${count} ${writers}`),
    read: (stream, count) => ask(`read ${stream} ${count}`),
    async close() {
      child.stdin.end();
      await ended;
    },
  };
}
