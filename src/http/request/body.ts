import type { Readable } from "node:stream";
import type { ServerRequest } from "srvx";
import { StreamError } from "../../protocol/errors.ts";
import { declaredBodyBytes } from "./content-length.ts";

/**
 * Reads a request's body as a whole. Of one that is too large it holds no more than the limit, and drops the
 * rest if a Node server has received it.
 *
 * @throws StreamError `TOO_LARGE`, `BAD_REQUEST` if it breaks off
 */
export function readBody(request: ServerRequest, maxBytes: number): Promise<Uint8Array> {
  if ((declaredBodyBytes(request.headers) ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const incoming = request.runtime?.node?.req;
  return incoming ? readIncoming(incoming, maxBytes) : readStream(request, maxBytes);
}

/** Of a Node server, past the web stream that would be made of it: that takes longer than the append. */
function readIncoming(incoming: Readable, maxBytes: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let size = 0;
    // Off again: whoever holds a request that is over must not hold its body.
    const settle = () => void incoming.off("data", onData).off("end", onEnd).off("close", onBreak);
    const onData = (chunk: Uint8Array) => {
      size += chunk.byteLength;
      if (size <= maxBytes) return void chunks.push(chunk);
      settle();
      // Drops the rest: unread, it would keep the client from reading the response.
      incoming.resume();
      reject(tooLarge(maxBytes));
    };
    const onEnd = () => {
      settle();
      resolve(joined(chunks, size));
    };
    // Without a listener of its own an error is only told as this.
    const onBreak = () => {
      settle();
      reject(brokenOff());
    };
    if (incoming.destroyed) return reject(brokenOff());
    incoming.on("data", onData).on("end", onEnd).on("close", onBreak);
  });
}

async function readStream(request: Request, maxBytes: number): Promise<Uint8Array> {
  const reader = request.body?.getReader();
  if (!reader) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await readOn(reader);
      if (done) return joined(chunks, size);
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
    throw brokenOff();
  }
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size);
}

function brokenOff(): StreamError {
  return new StreamError("BAD_REQUEST", "the request's body broke off");
}

function tooLarge(maxBytes: number): StreamError {
  return new StreamError("TOO_LARGE", `a request's body is limited to ${maxBytes} bytes`);
}
