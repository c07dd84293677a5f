import { StreamError } from "../protocol/errors.ts";

/** Values that one append may hold, each counted as often as it is referred to. */
const maxValues = 1_000_000;
const maxDepth = 1000;
/** Characters, or bytes, that count as one more value: they are copied much faster. */
const charactersPerValue = 256;

/**
 * Refuses data that would become far larger as JSON than the message it came in: structured clone keeps
 * shared references, and holes, so that a few hundred bytes can stand for a text of gigabytes.
 *
 * @throws StreamError `TOO_LARGE`, `BAD_REQUEST` (nested too deeply, or within itself)
 */
export function assertExpandable(data: unknown): void {
  let left = maxValues;

  const spend = (values: number) => {
    left -= values;
    if (left < 0)
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

  if (!Array.isArray(data)) return visit(data, 0);
  spend(data.length);
  for (const message of data) visit(message, 0);
}
