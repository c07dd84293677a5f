import { isJsonContentType } from "../../protocol/content-type.ts";
import { StreamError } from "../../protocol/errors.ts";
import type { StreamOperations } from "../../protocol/operations.ts";
import { inBatches } from "./batches.ts";
import { checkLines } from "./lines/check-lines.ts";
import { toUtf8 } from "./encoding.ts";
import type { ImportFormat } from "./format.ts";
import { ImportedBefore, maxBatchBytes } from "./imported-before.ts";
import { jsonMessages } from "./json-messages.ts";
import { assertNoOverlap, type MessageReader } from "./overlap.ts";
import { skipKnown } from "./skip-known.ts";
import { isBlank, splitLines } from "./lines/split-lines.ts";

export interface ImportOptions extends ImportFormat {
  /** Imports the same content again, once for each label. */
  readonly again?: string | undefined;
}

/** What an import has appended so far; `known` was already present, from an earlier import. */
export interface ImportCount {
  lines: number;
  bytes: number;
  knownLines: number;
  knownBytes: number;
  /** The encoding of the input, by its name in the Encoding Standard, or `bytes` if it was stored unchanged. */
  encoding: string;
}

/** What the first of two readings has found in an input. */
export interface CheckedInput {
  readonly bytes: number;
}

/**
 * Reads a whole input and checks each line, without importing it: for an input that can be read twice.
 *
 * @throws StreamError `BAD_REQUEST`, `TOO_LARGE`, both with the line
 */
export async function checkInput(
  chunks: AsyncIterable<Uint8Array>,
  format: ImportFormat,
): Promise<CheckedInput> {
  let bytes = 0;
  let lines = 0;
  let values = 0;
  const counted = tap(chunks, (chunk) => (bytes += chunk.length));
  for await (const group of linesOf(counted, format, () => undefined)) {
    lines += group.length;
    values += group.filter((line) => !isBlank(line)).length;
  }
  if (isJsonContentType(format.contentType) && lines > 0 && values === 0)
    throw new StreamError("BAD_REQUEST", "the input has only blank lines and no JSON value");
  return { bytes };
}

/**
 * Appends the lines of an input to a stream, each exactly once: lines that an earlier import of the same input has appended
 * are recognised, whether it was complete or not, and whether or not the input has grown since. An empty chunk marks a pause:
 * what came before is appended. If the input fails, or a line is invalid, the lines before are appended.
 *
 * @param open gives the store, once the first line is there, or at the end
 * @param onProgress told after each batch; gets the same object each time
 * @throws StreamError `INPUT_CHANGED` if the input begins like an earlier import, and then ends or differs within it, or if
 *   it begins with the last messages of the stream; `BAD_REQUEST`, `TOO_LARGE`, both with the line; as `append` does
 */
export async function importLines(
  open: () => Promise<Pick<StreamOperations, "append"> & MessageReader>,
  path: string,
  chunks: AsyncIterable<Uint8Array>,
  options: ImportOptions,
  onProgress: (count: ImportCount) => void = () => undefined,
): Promise<ImportCount> {
  const count: ImportCount = { lines: 0, bytes: 0, knownLines: 0, knownBytes: 0, encoding: "utf-8" };
  const json = isJsonContentType(options.contentType);
  const lines = linesOf(chunks, options, (encoding) => (count.encoding = encoding));
  const begun = await firstGroup(lines);
  const store = await open();
  const before = new ImportedBefore(store, path, options.again);
  const unknown = skipKnown(begun, before, {
    json,
    async checkNew(start) {
      if (options.again === undefined) await assertNoOverlap(store, path, start, json);
    },
    known(known) {
      count.knownLines += known.lines;
      count.knownBytes += known.bytes;
      onProgress(count);
    },
  });
  const messages = json ? jsonMessages(unknown, maxBytes(options)) : unknown;
  for await (const batch of inBatches(messages)) {
    const isKnown = await before.append(batch);
    count[isKnown ? "knownLines" : "lines"] += batch.messages.length;
    count[isKnown ? "knownBytes" : "bytes"] += batch.bytes;
    onProgress(count);
  }
  return count;
}

function linesOf(
  chunks: AsyncIterable<Uint8Array>,
  format: ImportFormat,
  found: (encoding: string) => void,
): AsyncIterable<Uint8Array[]> {
  return checkLines(splitLines(toUtf8(chunks, format, found), maxBytes(format)), format);
}

function maxBytes({ maxMessageBytes }: ImportFormat): number {
  return Math.min(maxMessageBytes, maxBatchBytes);
}

/** Waits for the first lines, which stay part of the input. */
async function firstGroup(groups: AsyncIterable<Uint8Array[]>): Promise<AsyncIterable<Uint8Array[]>> {
  const input = groups[Symbol.asyncIterator]();
  let first = await input.next();
  while (!first.done && first.value.length === 0) first = await input.next();
  return (async function* () {
    if (first.done) return;
    yield first.value;
    yield* { [Symbol.asyncIterator]: () => input };
  })();
}

async function* tap(
  chunks: AsyncIterable<Uint8Array>,
  onChunk: (chunk: Uint8Array) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of chunks) {
    onChunk(chunk);
    yield chunk;
  }
}
