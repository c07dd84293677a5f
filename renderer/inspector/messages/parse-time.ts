const unitMs: Readonly<Record<string, number>> = {
  s: 1000,
  min: 60_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/**
 * Parses a time that the user typed into milliseconds since the epoch: `14:30` or `14:30:05.5` (the most recent one),
 * `2026-03-14` or `2026-03-14 08:00` (local time), ISO 8601, or `-10 min`. Undefined for anything else.
 */
export function parseTime(text: string, now: number): number | undefined {
  return parseAgo(text, now) ?? parseClock(text, now) ?? parseDate(text);
}

function parseAgo(text: string, now: number): number | undefined {
  const match = /^-\s*(\d+(?:\.\d+)?)\s*(s|min|m|h|d)$/.exec(text);
  return match ? now - Number(match[1]) * unitMs[match[2]!]! : undefined;
}

function parseClock(text: string, now: number): number | undefined {
  const match = /^(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?$/.exec(text);
  if (!match) return undefined;
  const time = new Date(now);
  const seconds = Number(match[3] ?? 0);
  time.setHours(Number(match[1]), Number(match[2]), Math.floor(seconds), Math.round((seconds % 1) * 1000));
  if (time.getTime() > now) time.setDate(time.getDate() - 1);
  return time.getTime();
}

function parseDate(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}/.test(text)) return undefined;
  // `Date.parse` takes a date without a time as UTC.
  const time = Date.parse(text.length === 10 ? `${text}T00:00` : text.replace(" ", "T"));
  return Number.isNaN(time) ? undefined : time;
}
