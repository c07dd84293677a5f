import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** The environment variable that names the program. */
export const programVariable = "BADGERSTORE_BENCH";

/**
 * badgerstore in a separate process. The program gets a folder as its argument, reads one command per line, and answers
 * each with one line, the milliseconds it took. `append <stream> <count> <writers>` creates a stream and appends the
 * messages of `makeMessages` with that many writers; `read <stream> <count>` reads it from the start, then checks that each
 * message came once, and exits if not.
 */
export interface BadgerProgram {
  append(stream: string, count: number, writers: number): Promise<number>;
  read(stream: string, count: number): Promise<number>;
  close(): Promise<void>;
}

/** Returns a text that says why if the program cannot be started. */
export function startBadger(directory: string): BadgerProgram | string {
  const program = process.env[programVariable];
  if (!program) return `${programVariable} is not set to a program that runs badgerstore`;
  const child = spawn(program, [directory], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = once(child, "exit");
  const ask = async (command: string): Promise<number> => {
    child.stdin.write(`${command}\n`);
    const { done, value } = await lines.next();
    if (done) throw new Error(`badgerstore's program exited at: ${command}`);
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
