import { createHash } from "node:crypto";
import { isJsonContentType } from "../../protocol/content-type.ts";
import { StreamError } from "../../protocol/errors.ts";
import { jsonLines } from "./json-lines.ts";
import type { Source } from "./source.ts";
import { splitLines } from "./split-lines.ts";

/** One message a line, with all of its bytes. */
export interface MessageReader {
  readonly contentType: string;
  readonly maxMessageBytes: number;
}

/** What an input holds, as the first of two readings finds it. */
export interface Survey {
  /** SHA-256 of all bytes, in hex: the same content is the same import. */
  readonly hash: string;
  readonly bytes: number;
  readonly lines: number;
}

/**
 * Reads all of it and checks each line.
 *
 * @throws StreamError `BAD_REQUEST`, `TOO_LARGE`, both naming the line; the signal's reason if it is aborted
 */
export async function survey(source: Source, reader: MessageReader, signal: AbortSignal): Promise<Survey> {
  const hash = createHash("sha256");
  let bytes = 0;
  let lines = 0;
  const chunks = tap(source.chunks(), (chunk) => {
    signal.throwIfAborted();
    hash.update(chunk);
    bytes += chunk.length;
  });
  for await (const messages of messagesOf(chunks, reader)) lines += messages.length;
  return { hash: hash.digest("hex"), bytes, lines };
}

/** Reads the same again. @throws StreamError `BAD_REQUEST` at the end, if it was not the same */
export async function* readAgain(
  source: Source,
  reader: MessageReader,
  found: Survey,
): AsyncGenerator<Buffer[], void, undefined> {
  const hash = createHash("sha256");
  const chunks = tap(source.chunks(found.bytes), (chunk) => hash.update(chunk));
  yield* messagesOf(chunks, reader);
  if (hash.digest("hex") === found.hash) return;
  throw new StreamError("BAD_REQUEST", "the file was changed while it was imported");
}

function messagesOf(
  chunks: AsyncIterable<Buffer>,
  { contentType, maxMessageBytes }: MessageReader,
): AsyncIterable<Buffer[]> {
  const lines = splitLines(chunks, maxMessageBytes);
  return isJsonContentType(contentType) ? jsonLines(lines, maxMessageBytes) : lines;
}

async function* tap(chunks: AsyncIterable<Buffer>, look: (chunk: Buffer) => void): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    look(chunk);
    yield chunk;
  }
}
