const date = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "medium", hourCycle: "h23" });
const clock = new Intl.DateTimeFormat("en", {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
  hourCycle: "h23",
});
const day = new Intl.DateTimeFormat("en", { month: "short", day: "numeric" });
const dayOfYear = new Intl.DateTimeFormat("en", { month: "short", day: "numeric", year: "numeric" });
const utcDay = new Intl.DateTimeFormat("en", { month: "short", day: "numeric", timeZone: "UTC" });
const utcDayOfYear = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeZone: "UTC" });
const toMinute = new Intl.DateTimeFormat("en", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const toSecond = new Intl.DateTimeFormat("en", { timeStyle: "medium", hourCycle: "h23" });

/** A day in milliseconds. */
export const dayMs = 86_400_000;

const units = [
  ["d", 86_400],
  ["h", 3_600],
  ["min", 60],
  ["s", 1],
] as const;

/** `4 min 12 s`: the two largest units, rounded up to whole seconds, so that only an elapsed time is `0 s`. */
export function formatDuration(ms: number): string {
  let seconds = Math.max(0, Math.ceil(ms / 1000));
  const parts: string[] = [];
  for (const [unit, length] of units) {
    const amount = Math.floor(seconds / length);
    seconds -= amount * length;
    if (amount > 0) parts.push(`${amount} ${unit}`);
    // "3 d 12 s" would suggest a precision that "3 d" does not have.
    if (parts.length === 2 || (parts.length === 1 && amount === 0)) break;
  }
  return parts.join(" ") || "0 s";
}

/** `3 min ago`, `just now`: the time since `ms`, in its largest unit. */
export function formatAgo(ms: number, now: number): string {
  const seconds = Math.floor((now - ms) / 1000);
  if (seconds < 2) return "just now";
  for (const [unit, length] of units) {
    if (seconds >= length) return `${Math.floor(seconds / length)} ${unit} ago`;
  }
  return "just now";
}

/** Local time, to the second. */
export function formatDate(time: Date): string {
  return date.format(time);
}

/** Local time and ISO 8601: for tooltips. */
export function formatExactDate(time: Date): string {
  return `${date.format(time)} (${time.toISOString()})`;
}

/** Local time: `15:04:05.678` within the last day, `Nov 24 15:04` in this year, `Nov 24, 2025` before. */
export function formatClock(ms: number, now = Date.now()): string {
  const time = clock.format(ms);
  if (Math.abs(now - ms) < dayMs) return time;
  const isThisYear = new Date(ms).getFullYear() === new Date(now).getFullYear();
  return isThisYear ? `${day.format(ms)} ${time.slice(0, 5)}` : dayOfYear.format(ms);
}

/** The same in UTC: `15:04:05.678Z`, `Nov 24 15:04Z`, `Nov 24, 2025`. */
export function formatUtcClock(ms: number, now = Date.now()): string {
  const time = new Date(ms).toISOString().slice(11, 23);
  if (Math.abs(now - ms) < dayMs) return `${time}Z`;
  const isThisYear = new Date(ms).getUTCFullYear() === new Date(now).getUTCFullYear();
  return isThisYear ? `${utcDay.format(ms)} ${time.slice(0, 5)}Z` : utcDayOfYear.format(ms);
}

/** The times on the axis of a chart, in milliseconds: as short as the span between the first and the last allows. */
export function formatAxisTimes(times: readonly number[]): string[] {
  const span = (times.at(-1) ?? 0) - (times[0] ?? 0);
  const step = span / Math.max(1, times.length - 1);
  const format = span > 2 * dayMs ? day : span > 600_000 ? toMinute : step >= 1000 ? toSecond : clock;
  return times.map((time) => format.format(time));
}
