import { InvalidArgumentError } from "commander";

/** The value of an option that limits something. */
export function parsePositive(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count > 0 && Number.isSafeInteger(count)) return count;
  throw new InvalidArgumentError("It must be a whole number from 1 on.");
}
