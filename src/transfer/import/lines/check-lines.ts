import { isJsonContentType } from "../../../protocol/content-type.ts";
import type { StreamError } from "../../../protocol/errors.ts";
import { parseJsonBytes, withoutMark } from "../../../protocol/json-bytes.ts";
import { isStoredUnchanged, type ImportFormat } from "../format.ts";
import { lineError } from "./line-error.ts";
import { messageOfLine } from "./message-of-line.ts";
import { isBlank } from "./split-lines.ts";

/**
 * Turns lines into what can be stored: the lines themselves, or with `ndjson` the messages that they stand for. In JSON it
 * drops the byte order mark at the start of a line: files that were joined have one in the middle.
 *
 * @throws StreamError `BAD_REQUEST` with the first line that is not valid JSON or UTF-8, after the lines before it
 */
export async function* checkLines(
  groups: AsyncIterable<Uint8Array[]>,
  format: ImportFormat,
): AsyncGenerator<Uint8Array[], void, undefined> {
  const take = takerOf(format);
  if (!take) return yield* groups;
  let lineNumber = 0;
  for await (const group of groups) {
    const messages: Uint8Array[] = [];
    for (const line of group) {
      lineNumber++;
      try {
        messages.push(...take(line, lineNumber));
      } catch (error) {
        if (messages.length > 0) yield messages;
        throw error;
      }
    }
    // No lines at all would be a pause.
    if (messages.length > 0 || group.length === 0) yield messages;
  }
}

/** What to store of a line: the line itself, if it is valid, or what it stands for. */
type Taker = (line: Uint8Array, lineNumber: number) => Uint8Array[];

function takerOf(format: ImportFormat): Taker | undefined {
  if (isJsonContentType(format.contentType))
    return (given, lineNumber) => {
      const line = withoutMark(given);
      checkJson(line, lineNumber);
      return [line];
    };
  if (format.ndjson)
    return (line, lineNumber) => (isBlank(line) ? [] : [messageOfLine(withoutMark(line), lineNumber)]);
  if (isStoredUnchanged(format)) return undefined;
  return (line, lineNumber) => {
    checkUtf8(line, lineNumber);
    return [line];
  };
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function checkUtf8(line: Uint8Array, lineNumber: number): void {
  try {
    utf8.decode(line);
  } catch {
    throw notUtf8(lineNumber);
  }
}

function checkJson(line: Uint8Array, lineNumber: number): void {
  if (isBlank(line)) return;
  try {
    parseJsonBytes(line);
  } catch (error) {
    if (error instanceof TypeError) throw notUtf8(lineNumber);
    throw lineError("BAD_REQUEST", lineNumber, "not valid JSON");
  }
}

function notUtf8(lineNumber: number): StreamError {
  const wayOut = 'choose the input\'s encoding, such as windows-1252, or "bytes" to store it unchanged';
  return lineError("BAD_REQUEST", lineNumber, `not valid UTF-8: ${wayOut}`, { option: "encoding" });
}
