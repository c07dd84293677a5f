import { StreamError } from "../../protocol/errors.ts";
import { parseJsonBytes } from "../../protocol/json-bytes.ts";
import { tooLong } from "./split-lines.ts";

/**
 * Turns the lines of an NDJSON file into messages of one JSON value each. Blank lines stay with the message before them
 * (at the start, with the one after), so that no byte of the file is lost.
 *
 * @throws StreamError `BAD_REQUEST` (not JSON), `TOO_LARGE`; both name the line
 */
export async function* jsonLines(
  lines: AsyncIterable<Buffer[]>,
  maxMessageBytes: number,
): AsyncGenerator<Buffer[], void, undefined> {
  let held: Buffer[] = [];
  let heldBytes = 0;
  let holdsValue = false;
  let lineNumber = 0;

  for await (const group of lines) {
    const messages: Buffer[] = [];
    for (const line of group) {
      lineNumber++;
      const isValue = !isBlank(line);
      if (isValue) checkJson(line, lineNumber);
      if (isValue && holdsValue) {
        messages.push(join(held));
        held = [];
        heldBytes = 0;
      }
      holdsValue ||= isValue;
      held.push(line);
      heldBytes += line.length;
      if (heldBytes > maxMessageBytes) throw tooLong(lineNumber, maxMessageBytes);
    }
    if (messages.length > 0) yield messages;
  }
  if (holdsValue) yield [join(held)];
  else if (heldBytes > 0)
    throw new StreamError("BAD_REQUEST", "the input has only blank lines and no JSON value");
}

function join(lines: Buffer[]): Buffer {
  return lines.length === 1 ? lines[0]! : Buffer.concat(lines);
}

/** Whether a line has only JSON white space; any other line must be a value. */
function isBlank(line: Buffer): boolean {
  return line.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d);
}

function checkJson(line: Buffer, lineNumber: number): void {
  try {
    parseJsonBytes(line);
  } catch {
    throw new StreamError("BAD_REQUEST", `line ${lineNumber} is not valid JSON`);
  }
}
