import { isJsonContentType } from "../../protocol/content-type.ts";
import { StreamError } from "../../protocol/errors.ts";
import { inBatches } from "../../transfer/import/batches.ts";
import { isUtf8Text } from "../../transfer/import/format.ts";
import { joinBytes } from "../../transfer/import/join-bytes.ts";
import { checkLines } from "../../transfer/import/lines/check-lines.ts";
import { isBlank, splitLines } from "../../transfer/import/lines/split-lines.ts";
import type { Properties } from "../where/target.ts";

/** The store's default. */
const maxMessageBytes = 10 * 1024 * 1024;

/**
 * The messages that arguments hold, one each.
 *
 * @throws StreamError `BAD_REQUEST` for an argument that is not JSON, to a stream of JSON
 */
export function messagesOf(texts: readonly string[], { contentType, path }: Properties): Uint8Array[] {
  if (isJsonContentType(contentType)) texts.forEach((text, index) => assertJson(text, index, path));
  return texts.map((text) => Buffer.from(text));
}

function assertJson(text: string, index: number, path: string): void {
  try {
    JSON.parse(text);
  } catch {
    throw new StreamError(
      "BAD_REQUEST",
      `message ${index + 1} is not valid JSON, which ${JSON.stringify(path)} holds: quote text twice, as in '"text"'`,
    );
  }
}

/**
 * The messages of an input, in batches to append together: each line of JSON or text is one, and any other input is one
 * message as a whole.
 *
 * @param chunks with an empty one where the input pauses
 * @throws StreamError `BAD_REQUEST`, `TOO_LARGE`, both with the line, after the lines before it
 */
export async function* inputBatches(
  chunks: AsyncIterable<Uint8Array>,
  { contentType }: Properties,
): AsyncGenerator<Uint8Array[], void, undefined> {
  if (!isUtf8Text(contentType)) return yield* wholeInput(chunks);
  const lines = checkLines(splitLines(chunks, maxMessageBytes), { contentType, maxMessageBytes });
  const messages = isJsonContentType(contentType) ? withoutBlanks(lines) : lines;
  for await (const batch of inBatches(messages)) yield batch.messages;
}

async function* wholeInput(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array[], void, undefined> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > maxMessageBytes)
      throw new StreamError("TOO_LARGE", `the input is longer than a message, ${maxMessageBytes} bytes`);
    parts.push(chunk);
  }
  if (bytes > 0) yield [joinBytes(parts)];
}

/** A line of JSON is stored without its line ending. An empty group stays one: it marks a pause. */
async function* withoutBlanks(groups: AsyncIterable<Uint8Array[]>): AsyncGenerator<Uint8Array[]> {
  for await (const group of groups) {
    const values = group.filter((line) => !isBlank(line)).map(withoutLineEnd);
    if (values.length > 0 || group.length === 0) yield values;
  }
}

function withoutLineEnd(line: Uint8Array): Uint8Array {
  let end = line.length;
  while (line[end - 1] === 0x0a || line[end - 1] === 0x0d) end--;
  return line.subarray(0, end);
}
