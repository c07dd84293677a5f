const firstDelayMs = 1_000;
const maxDelayMs = 60_000;
const jitter = 0.2;

/**
 * Milliseconds to wait after that many failures in a row: doubling, give or take 20% (PROTOCOL.md, section
 * 7.1).
 */
export function retryDelay(failures: number, random: () => number = Math.random): number {
  const delay = Math.min(firstDelayMs * 2 ** (failures - 1), maxDelayMs);
  return Math.round(delay * (1 + jitter * (2 * random() - 1)));
}
