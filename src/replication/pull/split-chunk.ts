import { splitJsonArray } from "../../store/index.ts";

/** One append out of a response. */
export interface Part {
  readonly data: Uint8Array | readonly Uint8Array[];
  /** Messages of JSON, otherwise bytes. */
  readonly size: number;
  readonly isLast: boolean;
}

/** Well below the store's 500,000 messages per append, because an append blocks the event loop. */
const maxMessages = 10_000;
const maxBytes = 1024 * 1024;

/** Splits a response of `size` messages or bytes into appends, without the first `skip` of them. */
export function splitChunk(
  data: Uint8Array,
  json: boolean,
  skip: number,
): { readonly size: number; readonly parts: Iterable<Part> } {
  if (!json) return { size: data.length, parts: splitBytes(data, skip) };
  const messages = splitJsonArray(Buffer.from(data), Number.MAX_SAFE_INTEGER);
  return { size: messages.length, parts: splitMessages(messages, skip) };
}

function* splitMessages(messages: readonly Uint8Array[], skip: number): Generator<Part, void, undefined> {
  let start = skip;
  while (start < messages.length) {
    let end = start;
    for (let bytes = 0; end < messages.length && end - start < maxMessages && bytes < maxBytes; end++)
      bytes += messages[end]!.length;
    yield { data: messages.slice(start, end), size: end - start, isLast: end === messages.length };
    start = end;
  }
}

function* splitBytes(data: Uint8Array, skip: number): Generator<Part, void, undefined> {
  for (let start = skip; start < data.length; start += maxBytes) {
    const part = data.subarray(start, start + maxBytes);
    yield { data: part, size: part.length, isLast: start + maxBytes >= data.length };
  }
}
