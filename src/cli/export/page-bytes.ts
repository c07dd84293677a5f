import type { PackedPage } from "../../protocol/packed-page.ts";

const newline = 0x0a;

/**
 * The exported bytes of a page. Messages of a byte stream follow one another. A line break separates those of a JSON
 * stream, unless the message before it ends with one.
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
    lines.set(data.subarray(start, start + length), end);
    end += length;
    // Skips the comma between two messages.
    start += length + 1;
  }
  return lines.subarray(0, end);
}
