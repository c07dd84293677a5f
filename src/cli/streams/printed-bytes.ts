import { messagesIn } from "../../protocol/packed-page.ts";
import { copyJsonLine } from "../../transfer/export/json-line.ts";
import { messageLines } from "../../transfer/export/message-lines.ts";
import { isUtf8Text } from "../../transfer/import/format.ts";
import type { Content } from "../where/target.ts";

const newline = 0x0a;

/** What is printed of a part of a stream: messages of JSON and text on a line each, those of bytes as they are. */
export function printedBytes(content: Content, contentType: string, asJson: boolean): Uint8Array {
  if (content.json) return linesOf(content, copyJsonLine);
  if (asJson) return Buffer.from(messageLines(content));
  return content.isWhole && isUtf8Text(contentType) ? linesOf(content, copy) : content.data;
}

/** A message that ends with a line break has one already. */
function linesOf(content: Content, copyMessage: typeof copyJsonLine): Uint8Array {
  const lines = Buffer.allocUnsafe(content.data.length + content.lengths.length);
  let end = 0;
  for (const message of messagesIn(content)) {
    end = copyMessage(message, lines, end);
    if (lines[end - 1] !== newline || message.length === 0) lines[end++] = newline;
  }
  return lines.subarray(0, end);
}

function copy(message: Uint8Array, target: Uint8Array, at: number): number {
  target.set(message, at);
  return at + message.length;
}
