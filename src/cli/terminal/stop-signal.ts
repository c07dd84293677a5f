import { fail } from "./fail.ts";

/** The exit code of a process that a signal stopped: 128 plus the signal's number. */
const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const;

export interface StopSignal {
  /** Aborted by the first Ctrl-C or SIGTERM; a second one ends the process at once. */
  readonly signal: AbortSignal;
  /** The exit code that shells expect, once the signal is aborted. */
  readonly exitCode: number;
  /** Stops listening for signals, and lets the process end. */
  release(): void;
}

export function stopSignal(): StopSignal {
  const controller = new AbortController();
  let exitCode = 0;
  const listeners = Object.entries(exitCodes).map(([name, code]) => {
    const stop = () => {
      exitCode = code;
      controller.abort();
    };
    process.once(name, stop);
    return () => process.off(name, stop);
  });
  // What waits for another process, such as a reader of its appends, keeps no process alive.
  const alive = setInterval(() => undefined, 2 ** 30);
  return {
    signal: controller.signal,
    get exitCode() {
      return exitCode;
    },
    release() {
      clearInterval(alive);
      listeners.forEach((remove) => remove());
    },
  };
}

/** Settles when the signal is aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) done();
    else signal.addEventListener("abort", () => done());
  });
}

/**
 * Runs work that Ctrl-C or SIGTERM cuts short. The work then throws an `AbortError`, and the command fails with what
 * `interruption` says was left undone.
 */
export async function runUntilStopped(
  work: (signal: AbortSignal) => Promise<void>,
  interruption: () => string,
): Promise<void> {
  const stop = stopSignal();
  try {
    await work(stop.signal);
  } catch (error) {
    if (!stop.signal.aborted || (error as Error).name !== "AbortError") throw error;
    fail(interruption(), stop.exitCode);
  } finally {
    stop.release();
  }
}

/** Starts a server, prints its URL, and keeps it running until Ctrl-C or SIGTERM. */
export async function serveUntilStopped(
  start: () => Promise<{ readonly url: string; close(): Promise<void> }>,
): Promise<void> {
  const stop = stopSignal();
  try {
    const server = await start();
    console.log(server.url);
    await aborted(stop.signal);
    await server.close();
  } finally {
    stop.release();
  }
}
