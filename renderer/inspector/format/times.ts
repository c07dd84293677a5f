const date = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "medium", hourCycle: "h23" });

const units = [
  ["d", 86_400],
  ["h", 3_600],
  ["min", 60],
  ["s", 1],
] as const;

/** `4 min 12 s`: the two largest units; the last begun second counts, so zero means over. */
export function formatDuration(ms: number): string {
  let seconds = Math.max(0, Math.ceil(ms / 1000));
  const parts: string[] = [];
  for (const [unit, length] of units) {
    const amount = Math.floor(seconds / length);
    seconds -= amount * length;
    if (amount > 0) parts.push(`${amount} ${unit}`);
    // "3 d 12 s" would pretend a precision that the first unit has not.
    if (parts.length === 2 || (parts.length === 1 && amount === 0)) break;
  }
  return parts.join(" ") || "0 s";
}

/** Local time, to the second. */
export function formatDate(time: Date): string {
  return date.format(time);
}

/** For titles: local time, and the exact instant. */
export function formatExactDate(time: Date): string {
  return `${date.format(time)} (${time.toISOString()})`;
}

const clock = new Intl.DateTimeFormat("en", {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
  hourCycle: "h23",
});

const day = new Intl.DateTimeFormat("en", { month: "short", day: "numeric" });
const dayMs = 86_400_000;

/** Local time: `15:04:05.678` within the last day, `Nov 24 15:04` before. */
export function formatClock(ms: number, now = Date.now()): string {
  const time = clock.format(ms);
  return Math.abs(now - ms) < dayMs ? time : `${day.format(ms)} ${time.slice(0, 5)}`;
}

/** `3 min ago`, `just now`: how long ago it was, in its largest unit. */
export function formatAgo(ms: number, now: number): string {
  const seconds = Math.floor((now - ms) / 1000);
  if (seconds < 2) return "just now";
  for (const [unit, length] of units) {
    if (seconds >= length) return `${Math.floor(seconds / length)} ${unit} ago`;
  }
  return "just now";
}
