import { StreamError } from "../../protocol/errors.ts";
import { backoffMs } from "../../waiting/backoff.ts";
import { delay } from "../turns.ts";

/** How long to wait for another program's lock on the database, in milliseconds. */
export const busyTimeoutMs = 1000;

const curve = { initialMs: 1, maxMs: 50 } as const;

/** Whether another program's lock on the database was in the way. Nothing was written then, and trying again may help. */
export function isBusy(error: unknown): boolean {
  if (error instanceof StreamError) return error.details["reason"] === busyReason;
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" && code.startsWith(busyReason);
}

/** `details.reason` of the `StreamError`. */
export const busyReason = "SQLITE_BUSY";

/** The delays between attempts to get past another program's lock, which end with the time-out. */
export class BusyWait {
  #since: number | undefined;
  #failures = 0;

  /** Milliseconds until the next attempt; undefined once the time-out is over, which begins anew with the next failure. */
  afterFailure(): number | undefined {
    const now = performance.now();
    this.#since ??= now;
    const left = this.#since + busyTimeoutMs - now;
    if (left > 0) return Math.min(backoffMs(++this.#failures, curve), left);
    this.reset();
    return undefined;
  }

  reset(): void {
    this.#since = undefined;
    this.#failures = 0;
  }
}

/** Repeats work that another program's lock makes fail, without blocking the event loop, until the time-out is over. */
export async function retryWhileBusy<T>(work: () => T): Promise<T> {
  const wait = new BusyWait();
  for (;;) {
    try {
      return work();
    } catch (error) {
      const delayMs = isBusy(error) ? wait.afterFailure() : undefined;
      if (delayMs === undefined) throw error;
      await delay(delayMs);
    }
  }
}
