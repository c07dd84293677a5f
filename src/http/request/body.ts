import type { Readable } from "node:stream";
import type { ServerRequest } from "srvx";
import { StreamError } from "../../protocol/errors.ts";
import { contentEncodingIn, decodedBody } from "./content-encoding.ts";
import { declaredBodyBytes } from "./content-length.ts";

/** Told how many bytes are held so far; what it throws refuses the body. */
type Received = (bytes: number) => void;

interface BodyOptions {
  readonly maxBodyBytes: number;
  readonly received?: ((request: Request, bytes: number) => void) | undefined;
}

/**
 * Buffers a request's body, up to `maxBodyBytes`, and decodes it, up to as many. If a Node server has received the
 * request, drops what exceeds them.
 *
 * @throws StreamError `TOO_LARGE`; `BAD_REQUEST` if the request ends early or is not encoded as it says; what
 *   `received` throws
 * @throws HttpError `UNSUPPORTED_ENCODING`
 */
export function readBody(request: ServerRequest, options: BodyOptions): Promise<Uint8Array> {
  const { maxBodyBytes: maxBytes } = options;
  const received: Received = (bytes) => options.received?.(request, bytes);
  const encoding = contentEncodingIn(request.headers);
  if ((declaredBodyBytes(request.headers) ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const incoming = request.runtime?.node?.req;
  const body = incoming
    ? readIncoming(incoming, maxBytes, received)
    : readStream(request, maxBytes, received);
  return encoding === undefined ? body : decodeBody(body, encoding, maxBytes, received);
}

async function decodeBody(
  encoded: Promise<Uint8Array>,
  encoding: string,
  maxBytes: number,
  received: Received,
): Promise<Uint8Array> {
  const body = await encoded;
  if (body.length === 0) return body;
  return decodedBody(body, encoding, (bytes) => {
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    received(body.length + bytes);
  });
}

/** Reads from Node's stream: making a web stream of it takes longer than the append. */
function readIncoming(incoming: Readable, maxBytes: number, received: Received): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let size = 0;
    // Removes the listeners: they would keep the body in memory as long as the request.
    const settle = () => void incoming.off("data", onData).off("end", onEnd).off("close", onBreak);
    const onData = (chunk: Uint8Array) => {
      size += chunk.byteLength;
      try {
        if (size > maxBytes) throw tooLarge(maxBytes);
        received(size);
        chunks.push(chunk);
      } catch (error) {
        settle();
        // Drops the rest: unread, it would keep the client from reading the response.
        incoming.resume();
        reject(error);
      }
    };
    const onEnd = () => {
      settle();
      resolve(joined(chunks, size));
    };
    // Without a listener for "error", Node reports an error as "close" only.
    const onBreak = () => {
      settle();
      reject(incompleteBody());
    };
    if (incoming.destroyed) return reject(incompleteBody());
    incoming.on("data", onData).on("end", onEnd).on("close", onBreak);
  });
}

async function readStream(request: Request, maxBytes: number, received: Received): Promise<Uint8Array> {
  const reader = request.body?.getReader();
  if (!reader) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await readChunk(reader);
      if (done) return joined(chunks, size);
      size += value.byteLength;
      if (size > maxBytes) throw tooLarge(maxBytes);
      received(size);
      chunks.push(value);
    }
  } finally {
    reader.releaseLock();
  }
}

async function readChunk(reader: ReadableStreamDefaultReader<Uint8Array>) {
  try {
    return await reader.read();
  } catch {
    throw incompleteBody();
  }
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size);
}

function incompleteBody(): StreamError {
  return new StreamError("BAD_REQUEST", "the request ended before its whole body had arrived");
}

function tooLarge(maxBytes: number): StreamError {
  return new StreamError(
    "TOO_LARGE",
    `the body is larger than ${maxBytes} bytes: send it in smaller requests`,
  );
}
