/** The exit code of a process that a signal has stopped: 128 and the signal's number. */
const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const;

export interface StopSignal {
  /** Aborted by the first Ctrl-C or SIGTERM; a second one ends the process at once. */
  readonly signal: AbortSignal;
  /** As shells expect it, once the signal was aborted. */
  readonly exitCode: number;
  /** Leaves the signals to others again. */
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
  return {
    signal: controller.signal,
    get exitCode() {
      return exitCode;
    },
    release: () => listeners.forEach((remove) => remove()),
  };
}

/** Settles when the signal is aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) done();
    else signal.addEventListener("abort", () => done());
  });
}
