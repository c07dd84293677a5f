// The texts around the numbers are English, so the numbers are formatted as English, too.
const count = new Intl.NumberFormat("en");
const size = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const percent = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 });
const sizeUnits = ["B", "kB", "MB", "GB", "TB"];

/** `1,234` */
export function formatCount(value: number): string {
  return count.format(value);
}

/** `1 fork`, `1,234 forks` */
export function formatQuantity(value: number, singular: string): string {
  return `${count.format(value)} ${value === 1 ? singular : `${singular}s`}`;
}

/** `1 message`, `1,234 messages` */
export function formatMessages(value: number): string {
  return formatQuantity(value, "message");
}

/** `12.3 kB`: decimal units, one digit after the point. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  // 999,950 bytes would be rounded to "1,000 kB".
  for (; value >= (unit === 0 ? 1000 : 999.95) && unit < sizeUnits.length - 1; value /= 1000) unit++;
  return `${size.format(value)} ${sizeUnits[unit]}`;
}

/** `12,345 bytes`: for the tooltip of a rounded size. */
export function formatExactBytes(bytes: number): string {
  return formatQuantity(bytes, "byte");
}

/** `<0.1 ms`, `2.5 ms`, `1,200 ms` */
export function formatMilliseconds(ms: number): string {
  if (ms < 0.1) return "<0.1 ms";
  return `${ms < 10 ? ms.toFixed(1) : count.format(Math.round(ms))} ms`;
}

/** `0.5/s`, `12/s`, `20,000/s` */
export function formatRate(perSecond: number): string {
  return `${perSecond < 10 ? size.format(perSecond) : count.format(Math.round(perSecond))}/s`;
}

/** `12.3%`, from a share between 0 and 1. */
export function formatShare(share: number): string {
  return percent.format(share);
}

/** `1.2K`, for the axis of a chart. */
export function formatCompact(value: number): string {
  return compact.format(value);
}
