import { StreamError } from "../../protocol/errors.ts";
import type { CreateOptions } from "../../protocol/stream.ts";

/** Values that one append may hold, each counted as often as it is referred to. */
const maxValues = 1_000_000;
const maxDepth = 1000;
/** Characters, or bytes, that count as one more value: they are copied much faster. */
const charactersPerValue = 256;

/** Counts what was looked at, also where it was refused then: looking takes its time. */
export interface Meter {
  spent: number;
}

/**
 * How large data would become as JSON: in values, where a long text counts as several. Refuses what would
 * become far larger than the message it came in: structured clone keeps shared references, and holes, so
 * that a few hundred bytes can stand for a text of gigabytes.
 *
 * @throws StreamError `TOO_LARGE`, `BAD_REQUEST` (nested too deeply, or within itself)
 */
export function expandedSize(data: unknown, meter: Meter = { spent: 0 }): number {
  const before = meter.spent;

  const spend = (values: number) => {
    meter.spent += values;
    if (meter.spent - before > maxValues)
      throw new StreamError(
        "TOO_LARGE",
        `the data holds more than ${maxValues} values, shared ones repeated`,
      );
  };
  const spendText = (length: number) => spend(1 + Math.floor(length / charactersPerValue));

  const visit = (value: unknown, depth: number) => {
    if (typeof value === "string") return spendText(value.length);
    if (typeof value !== "object" || value === null) return spend(1);
    if (depth > maxDepth)
      throw new StreamError("BAD_REQUEST", `the data is nested more than ${maxDepth} levels deep, or cyclic`);
    if (ArrayBuffer.isView(value)) return visitBytes(value, depth);
    if (Array.isArray(value)) return visitArray(value, depth);
    spend(1);
    for (const [key, member] of Object.entries(value)) {
      spend(Math.floor(key.length / charactersPerValue));
      visit(member, depth + 1);
    }
  };
  const visitArray = (array: unknown[], depth: number) => {
    // Before looking at them: most of a huge length can be holes.
    spend(array.length);
    for (const element of array) visit(element, depth + 1);
  };
  /** A message of its own is copied; within another one each byte becomes a member of an object. */
  const visitBytes = ({ byteLength }: ArrayBufferView, depth: number) =>
    depth === 0 ? spendText(byteLength) : spend(1 + byteLength);

  if (Array.isArray(data)) {
    spend(data.length);
    for (const message of data) visit(message, 0);
  } else visit(data, 0);
  return meter.spent - before;
}

/** The same for a call: of its data, which is one argument or within one, and of all else. */
export function callSize(
  operation: string,
  [first, second, ...others]: readonly unknown[],
  meter?: Meter,
): number {
  if (operation === "append") return expandedSize(second, meter) + expandedSize([first, ...others], meter);
  if (operation !== "create") return expandedSize([first, second, ...others], meter);
  const { data, ...options } = Object(second) as CreateOptions;
  return expandedSize(data, meter) + expandedSize([first, options, ...others], meter);
}
