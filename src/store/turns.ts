/** Lets others run: resolves in the next turn of the event loop. Opening a store does without `node:timers/promises`. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** @param ms in milliseconds */
export function delay(ms: number): Promise<void> {
  return process.getBuiltinModule("node:timers/promises").setTimeout(ms);
}

/** As `delay`, for work that need not be done before the process ends. */
export function backgroundDelay(ms: number): Promise<void> {
  return process.getBuiltinModule("node:timers/promises").setTimeout(ms, undefined, { ref: false });
}
