import type { PackedPage } from "../../protocol/packed-page.ts";

const newline = 0x0a;

/**
 * The bytes of a page as they are exported. Messages of a byte stream follow one another; between those
 * of a JSON stream stands a line break, unless the first of them brought its own.
 *
 * @param last the byte before the page, if anything was exported before it
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
    // A comma stands between messages.
    start += length + 1;
  }
  return lines.subarray(0, end);
}
