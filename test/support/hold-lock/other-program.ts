import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** Another process that holds a lock on a store's database. */
export interface OtherProgram {
  /** Ends its transaction, and the process. */
  release(): Promise<void>;
}

/** @param sql what takes the lock: `BEGIN IMMEDIATE` by default */
export async function holdLock(directory: string, sql = "BEGIN IMMEDIATE"): Promise<OtherProgram> {
  const script = join(import.meta.dirname, "hold-lock.ts");
  const child = spawn(process.execPath, [script, join(directory, "streams.db"), sql], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  const release = async () => {
    child.stdin.end();
    await exited;
  };
  onTestFinished(release);
  await once(child.stdout, "data");
  return { release };
}
