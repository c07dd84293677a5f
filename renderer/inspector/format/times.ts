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
