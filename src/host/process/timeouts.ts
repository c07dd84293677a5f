import { StreamError } from "../../protocol/errors.ts";

/** How long to wait for the process of a hosted store. `Infinity` waits forever. */
export interface HostTimeouts {
  /**
   * How long the process may take to start and open the store, in milliseconds; 60,000 by default. Then it is killed:
   * the first start rejects with `STORE_FAILED`, a restart is tried again.
   */
  readonly openTimeoutMs?: number;
  /**
   * How long the process may go without responding, in milliseconds; 15,000 by default. Then it is killed and restarted,
   * as after a crash.
   */
  readonly responseTimeoutMs?: number;
  /**
   * How long the process may go without responding while the store is being closed, in milliseconds; 5,000 by default.
   * Then it is killed. Nothing acknowledged is lost.
   */
  readonly closeTimeoutMs?: number;
}

const defaults: Required<HostTimeouts> = {
  openTimeoutMs: 60_000,
  responseTimeoutMs: 15_000,
  closeTimeoutMs: 5000,
};

/** Takes the timeouts out of the options of a hosted store. @throws StreamError `BAD_REQUEST` */
export function takeTimeouts<Options extends HostTimeouts>(
  options: Options,
): { readonly timeouts: Required<HostTimeouts>; readonly options: Omit<Options, keyof HostTimeouts> } {
  const {
    openTimeoutMs = defaults.openTimeoutMs,
    responseTimeoutMs = defaults.responseTimeoutMs,
    closeTimeoutMs = defaults.closeTimeoutMs,
    ...others
  } = options;
  const timeouts = { openTimeoutMs, responseTimeoutMs, closeTimeoutMs };
  for (const [name, value] of Object.entries(timeouts)) {
    if (!(typeof value === "number" && value > 0))
      throw new StreamError(
        "BAD_REQUEST",
        `hostStreamStore: ${name} must be a positive number of milliseconds, or Infinity`,
      );
  }
  return { timeouts, options: others };
}
