import { StreamError } from "../protocol/errors.ts";

/**
 * Reads a request's body as a whole. Of one that is too large it holds no more than the limit, and leaves
 * the rest where it is: what carries the request drops it, or ends the connection.
 *
 * @throws StreamError `TOO_LARGE`, `BAD_REQUEST` if it breaks off
 */
export async function readBody(request: Request, maxBytes: number): Promise<Uint8Array> {
  if (Number(request.headers.get("Content-Length") ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const reader = request.body?.getReader();
  if (!reader) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await readOn(reader);
      if (done) return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size);
      size += value.byteLength;
      if (size > maxBytes) throw tooLarge(maxBytes);
      chunks.push(value);
    }
  } finally {
    reader.releaseLock();
  }
}

async function readOn(reader: ReadableStreamDefaultReader<Uint8Array>) {
  try {
    return await reader.read();
  } catch {
    throw new StreamError("BAD_REQUEST", "the request's body broke off");
  }
}

function tooLarge(maxBytes: number): StreamError {
  return new StreamError("TOO_LARGE", `a request's body is limited to ${maxBytes} bytes`);
}
