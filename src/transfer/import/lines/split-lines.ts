import { lineError } from "./line-error.ts";
import type { StreamError } from "../../../protocol/errors.ts";
import { joinBytes } from "../join-bytes.ts";

const newline = 0x0a;

/**
 * Cuts bytes into lines, each with its `\n`; the last may have none. Nothing is added, dropped or decoded: joined again,
 * the lines are the input. Yields the lines that each chunk completes, and for an empty chunk, which marks a pause, no lines.
 *
 * @throws StreamError `TOO_LARGE` when a line is longer than `maxLineBytes`
 */
export async function* splitLines(
  chunks: AsyncIterable<Uint8Array>,
  maxLineBytes: number,
): AsyncGenerator<Uint8Array[], void, undefined> {
  let begun: Uint8Array[] = [];
  let begunBytes = 0;
  let lineNumber = 1;

  function complete(piece: Uint8Array): Uint8Array {
    checkLength(begunBytes + piece.length);
    const line = begun.length === 0 ? piece : joinBytes([...begun, piece]);
    begun = [];
    begunBytes = 0;
    lineNumber++;
    return line;
  }

  function checkLength(bytes: number): void {
    if (bytes > maxLineBytes) throw tooLong(lineNumber, maxLineBytes);
  }

  for await (const chunk of chunks) {
    const lines: Uint8Array[] = [];
    let start = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      lines.push(complete(chunk.subarray(start, end + 1)));
      start = end + 1;
    }
    if (start < chunk.length) {
      begun.push(chunk.subarray(start));
      begunBytes += chunk.length - start;
      checkLength(begunBytes);
    }
    if (lines.length > 0 || chunk.length === 0) yield lines;
  }
  if (begun.length > 0) yield [complete(new Uint8Array())];
}

export function tooLong(lineNumber: number, maxBytes: number): StreamError {
  return lineError("TOO_LARGE", lineNumber, `longer than the maximum message size, ${maxBytes} bytes`);
}

/** Whether a line has only JSON white space. */
export function isBlank(line: Uint8Array): boolean {
  return line.every((byte) => byte === 0x20 || byte === 0x09 || byte === newline || byte === 0x0d);
}
