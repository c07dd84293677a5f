import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** A temporary folder of this run, and the processes that write to it. */
export interface OwnFolder {
  readonly path: string;
  readonly children: Set<ChildProcess>;
}

/** Runs `work` with a new folder; removes the folder afterwards, also when this process gets a signal to end. */
export async function inOwnFolder<T>(
  parent: string,
  name: string,
  work: (folder: OwnFolder) => T | Promise<T>,
): Promise<T> {
  const folder = { path: mkdtempSync(join(parent, `${name}-`)), children: new Set<ChildProcess>() };
  const stop = (signal: (typeof signals)[number]) =>
    void end(folder).then(() => process.exit(128 + constants.signals[signal]));
  for (const signal of signals) process.once(signal, stop);
  try {
    return await work(folder);
  } finally {
    for (const signal of signals) process.off(signal, stop);
    await end(folder);
  }
}

async function end({ path, children }: OwnFolder): Promise<void> {
  await Promise.all(
    [...children].map(async (child) => {
      const closed = once(child, "close");
      child.kill();
      await closed;
    }),
  );
  rmSync(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}
