import { backoffMs } from "../../../waiting/backoff.ts";

/** No delay is longer, in milliseconds. */
export const maxRetryDelayMs = 72_000;

const curve = { initialMs: 1_000, maxMs: 60_000, jitter: [0.8, 1.2] } as const;

/**
 * Milliseconds to wait after that many failures in a row: doubling, give or take 20% (PROTOCOL.md, section
 * 7.1).
 */
export function retryDelay(failures: number, random?: () => number): number {
  return Math.round(backoffMs(failures, curve, random));
}
