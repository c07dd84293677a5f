import { InvalidArgumentError } from "commander";

/** The value of `--last`. */
export function parseCount(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(count)) return count;
  throw new InvalidArgumentError("A number of messages is a whole number from 0 on.");
}

/** The value of `--since`. A time without a zone is one of this computer's time zone, and a date alone begins at midnight UTC. */
export function parseTime(text: string): Date {
  const time = new Date(text);
  if (/^\d{4}-\d{2}-\d{2}/.test(text) && !Number.isNaN(time.getTime())) return time;
  throw new InvalidArgumentError("A time is a date such as 2030-01-31, or 2030-01-31T12:00:00Z.");
}
