import type { PackedPage } from "../../protocol/packed-page.ts";
import { copyJsonLine } from "../../transfer/export/json-line.ts";

const newline = 0x0a;

/**
 * The exported bytes of a page. Messages of a byte stream follow one another. Those of a JSON stream are on a line each: a
 * line break separates them, unless the message before it ends with one.
 *
 * @param last the last byte exported before this page, if any
 */
export function pageBytes({ json, data, lengths }: PackedPage, last: number | undefined): Uint8Array {
  if (!json) return data;
  const lines = Buffer.allocUnsafe(data.length + 1);
  let end = 0;
  let start = 0;
  for (const length of lengths) {
    const before = end === 0 ? last : lines[end - 1];
    if (before !== undefined && before !== newline) lines[end++] = newline;
    end = copyJsonLine(data.subarray(start, start + length), lines, end);
    // Skips the comma between two messages.
    start += length + 1;
  }
  return lines.subarray(0, end);
}
