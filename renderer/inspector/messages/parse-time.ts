/**
 * Parses a time that the user typed or copied from the inspector into milliseconds since the epoch: `14:30` or `14:30:05.5`
 * (the most recent one), `2026-03-14` or `2026-03-14 08:00` (local time), ISO 8601, `Mar 14, 2026, 08:00:00`, `Mar 14 08:00`
 * (the most recent one), `-10 min`, `3 min ago`, or a number of at least 12 digits, as milliseconds, microseconds or
 * nanoseconds since the epoch. Undefined for anything else, also for a day that does not exist.
 */
export function parseTime(text: string, now: number): number | undefined {
  // Browsers format times with several kinds of spaces.
  const typed = text.trim().replaceAll(/\s+/g, " ");
  // The tooltip of a time has it twice: the second one is exact.
  const exact = /\(([^()]+)\)$/.exec(typed)?.[1] ?? typed;
  return (
    parseAgo(exact, now) ??
    parseClock(exact, now) ??
    parseIso(exact) ??
    parsePrinted(exact, now) ??
    parseEpoch(exact)
  );
}

/** Whether a text that `parseTime` rejects was meant as a time. */
export function looksLikeTime(text: string): boolean {
  return /^(\d{4}-\d|\d{1,2}:\d|[a-z]{3,9}\.? \d)/i.test(text.trim());
}

const unitMs: Readonly<Record<string, number>> = {
  s: 1000,
  min: 60_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

function parseAgo(text: string, now: number): number | undefined {
  if (text === "just now") return now;
  const amounts = /^(?:-\s*(.+)|(.+) ago)$/.exec(text);
  const amount = amounts?.[1] ?? amounts?.[2];
  if (amount === undefined || !/^(\d+(\.\d+)? ?(s|min|m|h|d)( |$))+$/.test(amount)) return undefined;
  let ms = 0;
  for (const [, value, unit] of amount.matchAll(/(\d+(?:\.\d+)?) ?(s|min|m|h|d)/g))
    ms += Number(value) * unitMs[unit!]!;
  return now - ms;
}

function parseClock(text: string, now: number): number | undefined {
  const clock = clockOf(text);
  if (!clock) return undefined;
  const time = new Date(now);
  time.setHours(...clock);
  if (time.getTime() > now) time.setDate(time.getDate() - 1);
  return time.getTime();
}

type Clock = [hours: number, minutes: number, seconds: number, ms: number];

/** Undefined for a time of day that does not exist. */
function clockOf(text: string): Clock | undefined {
  const match = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?$/.exec(text);
  if (!match) return undefined;
  const [hours, minutes, seconds] = match.slice(1, 4).map((part) => Number(part ?? 0));
  if (hours! > 23 || minutes! > 59 || seconds! > 59) return undefined;
  return [hours!, minutes!, seconds!, Math.floor(Number(`0.${match[4] ?? 0}`) * 1000 + 1e-6)];
}

function parseIso(text: string): number | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:[T ]([\d:.,]+?) ?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i.exec(text);
  if (!match) return undefined;
  const [year, month, day] = match.slice(1, 4).map(Number);
  const clock = match[4] === undefined ? ([0, 0, 0, 0] as const) : clockOf(match[4]);
  if (!clock || !isDay(year!, month! - 1, day!)) return undefined;
  if (match[5] === undefined) return new Date(year!, month! - 1, day, ...clock).getTime();
  const [hours = 0, minutes = 0] = (match[5].match(/\d{2}/g) ?? []).map(Number);
  if (hours > 23 || minutes > 59) return undefined;
  const zoneMs = (match[5].startsWith("-") ? -1 : 1) * (hours * 60 + minutes) * 60_000;
  return Date.UTC(year!, month! - 1, day, ...clock) - zoneMs;
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** `Mar 14, 2026, 08:00:00`, `Mar 14 08:00`, or `Mar 14`: the formats of `format/times.ts`. */
function parsePrinted(text: string, now: number): number | undefined {
  const match = /^([a-z]{3})[a-z]*\.? (\d{1,2})(?:, (\d{4}))?(?:,? (?:at )?([\d:.]+))?$/i.exec(text);
  if (!match) return undefined;
  const month = months.indexOf(match[1]!.toLowerCase());
  const day = Number(match[2]);
  const clock = match[4] === undefined ? ([0, 0, 0, 0] as const) : clockOf(match[4]);
  if (month === -1 || !clock) return undefined;
  if (match[3] !== undefined)
    return isDay(Number(match[3]), month, day)
      ? new Date(Number(match[3]), month, day, ...clock).getTime()
      : undefined;
  // Without a year, the most recent one that has this day: February 29 may be eight years ago.
  const thisYear = new Date(now).getFullYear();
  for (let year = thisYear; year >= thisYear - 8; year--) {
    const time = new Date(year, month, day, ...clock).getTime();
    if (isDay(year, month, day) && time <= now) return time;
  }
  return undefined;
}

/** 12 to 14 digits are milliseconds, up to 17 microseconds, up to 20 nanoseconds; with a fraction, 9 to 11 are seconds. */
function parseEpoch(text: string): number | undefined {
  if (/^\d{9,11}\.\d+$/.test(text)) return Math.floor(Number(text) * 1000);
  if (!/^\d{12,20}$/.test(text)) return undefined;
  const perMs = text.length <= 14 ? 1 : text.length <= 17 ? 1000 : 1_000_000;
  return Math.floor(Number(text) / perMs);
}

function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month, day));
  return date.getUTCMonth() === month && date.getUTCDate() === day;
}
