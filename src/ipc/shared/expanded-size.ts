import { checkEntries, placeOfData } from "../../protocol/append-data.ts";
import { StreamError } from "../../protocol/errors.ts";

/** Values in one append. A shared value counts each time it is referred to. */
const maxValues = 1_000_000;
const maxDepth = 1000;
/** Characters or bytes that count as one value more: copying them is much faster. */
const charactersPerValue = 256;

/** Counts what was measured, including what was then refused: measuring takes time. */
export interface Meter {
  spent: number;
}

/**
 * Measures how large data would become as JSON: in values, where a long text counts as several. Refuses data that
 * would become far larger than its message: structured clone keeps shared references and holes, so a few hundred
 * bytes can stand for gigabytes of text.
 *
 * @throws StreamError `TOO_LARGE`, `BAD_REQUEST` (nested too deeply, or cyclic)
 */
export function expandedSize(data: unknown, meter: Meter = { spent: 0 }): number {
  const before = meter.spent;

  const spend = (values: number) => {
    meter.spent += values;
    if (meter.spent - before > maxValues) throw tooManyValues();
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
    // Counted before the elements: a sparse array can claim a huge length.
    spend(array.length);
    for (const element of array) visit(element, depth + 1);
  };
  /** Bytes as a message are copied; within another value each byte becomes a member of an object. */
  const visitBytes = ({ byteLength }: ArrayBufferView, depth: number) =>
    depth === 0 ? spendText(byteLength) : spend(1 + byteLength);

  if (Array.isArray(data)) {
    spend(data.length);
    for (const message of data) visit(message, 0);
  } else visit(data, 0);
  return meter.spent - before;
}

/** Measures the arguments of a call: its data, which is an argument or within one, and the rest. */
export function callSize(
  operation: string,
  [first, second, ...others]: readonly unknown[],
  meter?: Meter,
): number {
  const place = placeOfData(operation);
  if (place === "argument") return expandedSize(second, meter) + expandedSize([first, ...others], meter);
  if (place === undefined) return expandedSize([first, second, ...others], meter);
  if (place === "options") return sizeWithData(second, meter) + expandedSize([first, ...others], meter);
  let size = expandedSize([second, ...others], meter);
  for (const entry of checkEntries(first)) {
    size += sizeWithData(entry, meter);
    if (size > maxValues) throw tooManyValues();
  }
  return size;
}

/** Measures an object with a member `data`. Anything else is measured as it is: to spread millions of bytes takes long. */
function sizeWithData(value: unknown, meter?: Meter): number {
  if (typeof value !== "object" || value === null || Array.isArray(value) || ArrayBuffer.isView(value))
    return expandedSize([value], meter);
  const { data, ...rest } = value as { readonly data?: unknown };
  return expandedSize(data, meter) + expandedSize([rest], meter);
}

function tooManyValues(): StreamError {
  return new StreamError(
    "TOO_LARGE",
    `the data holds more than ${maxValues} values, counting shared ones repeatedly; append it in parts`,
  );
}
