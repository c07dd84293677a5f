import type { PackedPage } from "../../protocol/packed-page.ts";
import { messageLine } from "../../transfer/export/message-line.ts";
import { copyJsonLine } from "../../transfer/export/json-line.ts";

const newline = 0x0a;

/**
 * The exported bytes of a page. Messages of a byte stream follow one another. Those of a JSON stream are on a line each: a
 * line break separates them, unless the message before it ends with one.
 *
 * @param last the last byte exported before this page, if any
 * @param ndjson puts the messages of a byte stream on a line each, too, in JSON
 */
export function pageBytes(
  { json, data, lengths }: PackedPage,
  last: number | undefined,
  ndjson: boolean,
): Uint8Array {
  if (!json) return ndjson ? messageLines(data, lengths) : data;
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

function messageLines(data: Uint8Array, lengths: Uint32Array): Uint8Array {
  let start = 0;
  let lines = "";
  for (const length of lengths) lines += messageLine(data.subarray(start, (start += length)));
  return Buffer.from(lines);
}
