const intervalMs = 20_000;
const epochMs = Date.UTC(2024, 9, 9);
const maxJitterSeconds = 3600;

/**
 * The cursor of a live response: the number of the current interval, or a number above the client's cursor. So no
 * cache responds to a client with a response it has had before (PROTOCOL.md, section 10.1).
 */
export function nextCursor(clientCursor: string | null, now = Date.now(), random = Math.random): string {
  const interval = Math.floor((now - epochMs) / intervalMs);
  const given = clientCursor !== null && /^\d{1,15}$/.test(clientCursor) ? Number(clientCursor) : -1;
  if (given < interval) return String(interval);
  const jitterMs = (1 + random() * (maxJitterSeconds - 1)) * 1000;
  return String(given + Math.max(1, Math.round(jitterMs / intervalMs)));
}
