import { messagesIn, type PackedPage } from "../../protocol/packed-page.ts";
import { messageLines } from "../../transfer/export/message-lines.ts";
import { copyJsonLine } from "../../transfer/export/json-line.ts";

const newline = 0x0a;

/**
 * The exported bytes of a page. Messages of a byte stream follow one another. Those of a JSON stream are on a line each: a
 * line break separates them, unless the message before it ends with one.
 *
 * @param last the last byte exported before this page, if any
 * @param ndjson puts the messages of a byte stream on a line each, too, in JSON
 */
export function pageBytes(page: PackedPage, last: number | undefined, ndjson: boolean): Uint8Array {
  if (!page.json) return ndjson ? Buffer.from(messageLines(page)) : page.data;
  const lines = Buffer.allocUnsafe(page.data.length + 1);
  let end = 0;
  for (const message of messagesIn(page)) {
    const before = end === 0 ? last : lines[end - 1];
    if (before !== undefined && before !== newline) lines[end++] = newline;
    end = copyJsonLine(message, lines, end);
  }
  return lines.subarray(0, end);
}
