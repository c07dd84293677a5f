import { createHash } from "node:crypto";
import { isJsonContentType } from "../../protocol/content-type.ts";
import { StreamError } from "../../protocol/errors.ts";
import { jsonLines } from "./json-lines.ts";
import type { Source } from "./source.ts";
import { splitLines } from "./split-lines.ts";

/** How an input is cut into messages: a line each, with all of its bytes. */
export interface InputFormat {
  readonly contentType: string;
  readonly maxMessageBytes: number;
}

/** What the first of two readings has found in an input. */
export interface Survey {
  /** SHA-256 of all bytes, in hex; it identifies the import. */
  readonly hash: string;
  readonly bytes: number;
  readonly lines: number;
}

/**
 * Reads the whole input and checks each line.
 *
 * @throws StreamError `BAD_REQUEST`, `TOO_LARGE`, both with the line; the signal's reason if it is aborted
 */
export async function survey(source: Source, format: InputFormat, signal: AbortSignal): Promise<Survey> {
  const hash = createHash("sha256");
  let bytes = 0;
  let lines = 0;
  const chunks = tap(source.chunks(), (chunk) => {
    signal.throwIfAborted();
    hash.update(chunk);
    bytes += chunk.length;
  });
  for await (const messages of messagesOf(chunks, format)) lines += messages.length;
  return { hash: hash.digest("hex"), bytes, lines };
}

/** Reads the same bytes again. @throws StreamError `BAD_REQUEST` at the end, if they have changed */
export async function* readAgain(
  source: Source,
  format: InputFormat,
  found: Survey,
): AsyncGenerator<Buffer[], void, undefined> {
  const hash = createHash("sha256");
  const chunks = tap(source.chunks(found.bytes), (chunk) => hash.update(chunk));
  yield* messagesOf(chunks, format);
  if (hash.digest("hex") === found.hash) return;
  throw new StreamError("BAD_REQUEST", "the file changed during the import");
}

function messagesOf(
  chunks: AsyncIterable<Buffer>,
  { contentType, maxMessageBytes }: InputFormat,
): AsyncIterable<Buffer[]> {
  const lines = splitLines(chunks, maxMessageBytes);
  return isJsonContentType(contentType) ? jsonLines(lines, maxMessageBytes) : lines;
}

async function* tap(chunks: AsyncIterable<Buffer>, onChunk: (chunk: Buffer) => void): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    onChunk(chunk);
    yield chunk;
  }
}
