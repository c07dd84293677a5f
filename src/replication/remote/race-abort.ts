/** Settles as the value does, unless the signal is aborted first. @throws the signal's reason then */
export function raceAbort<T>(signal: AbortSignal, value: T | Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(signal.reason as Error);
    if (signal.aborted) giveUp();
    else signal.addEventListener("abort", giveUp, { once: true });
    // Also after an abort: a value that fails later must not count as unhandled.
    Promise.resolve(value)
      .then(resolve, reject)
      .finally(() => signal.removeEventListener("abort", giveUp));
  });
}
