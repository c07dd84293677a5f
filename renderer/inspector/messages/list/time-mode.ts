import { ago } from "../../live/countdown.ts";
import { formatClock, formatDate, formatUtcClock } from "../../format/times.ts";
import { readStored, writeStored } from "../../shell/local-storage.ts";

/** How the lists and the open message show when messages were appended. */
export type TimeMode = "local" | "utc" | "relative";

export const timeModes: readonly { readonly value: TimeMode; readonly label: string }[] = [
  { value: "local", label: "Local time" },
  { value: "utc", label: "UTC" },
  { value: "relative", label: "Relative" },
];

const name = "times";

export function readTimeMode(): TimeMode {
  const stored = readStored(name);
  return timeModes.find(({ value }) => value === stored)?.value ?? "local";
}

export function keepTimeMode(mode: TimeMode): void {
  writeStored(name, mode);
}

/** A text, or for relative times one that stays current. */
export function timeIn(mode: TimeMode, ms: number): unknown {
  if (mode === "relative") return ago(ms);
  return mode === "utc" ? formatUtcClock(ms) : formatClock(ms);
}

/** The same in full, for one message. */
export function dateIn(mode: TimeMode, ms: number): unknown {
  if (mode === "relative") return ago(ms);
  return mode === "utc" ? new Date(ms).toISOString() : formatDate(new Date(ms));
}
