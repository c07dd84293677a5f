import { isJsonContentType } from "../../protocol/content-type.ts";
import { StreamError } from "../../protocol/errors.ts";
import { parseJsonBytes } from "../../protocol/json-bytes.ts";
import { isStoredUnchanged, type ImportFormat } from "./format.ts";
import { isBlank } from "./split-lines.ts";

/**
 * Passes on the lines that can be stored. In JSON it drops the byte order mark at the start of a line: files that were joined
 * have one in the middle.
 *
 * @throws StreamError `BAD_REQUEST` with the first line that is not valid JSON or UTF-8, after the lines before it
 */
export async function* checkLines(
  groups: AsyncIterable<Uint8Array[]>,
  format: ImportFormat,
): AsyncGenerator<Uint8Array[], void, undefined> {
  const json = isJsonContentType(format.contentType);
  const check = json ? checkJson : isStoredUnchanged(format) ? undefined : checkUtf8;
  if (!check) return yield* groups;
  let lineNumber = 0;
  for await (const group of groups) {
    const lines: Uint8Array[] = [];
    for (const given of group) {
      const line = json ? withoutMark(given) : given;
      lineNumber++;
      try {
        check(line, lineNumber);
      } catch (error) {
        if (lines.length > 0) yield lines;
        throw error;
      }
      lines.push(line);
    }
    yield lines;
  }
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
    throw new StreamError("BAD_REQUEST", `line ${lineNumber} is not valid JSON`, { line: lineNumber });
  }
}

function notUtf8(lineNumber: number): StreamError {
  return new StreamError(
    "BAD_REQUEST",
    `line ${lineNumber} is not valid UTF-8: choose the input's encoding, such as windows-1252, ` +
      'or "bytes" to store it unchanged',
    { line: lineNumber, option: "encoding" },
  );
}

function withoutMark(line: Uint8Array): Uint8Array {
  return line[0] === 0xef && line[1] === 0xbb && line[2] === 0xbf ? line.subarray(3) : line;
}
