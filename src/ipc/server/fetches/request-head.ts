import { StreamError } from "../../../protocol/errors.ts";
import type { RequestHead } from "../../../protocol/ipc/fetch.ts";

/** @throws StreamError `BAD_REQUEST` */
export function checkRequestHead(value: unknown): RequestHead {
  if (typeof value !== "object" || value === null) throw malformed();
  const { method, url, headers, hasBody } = value as RequestHead;
  if (typeof method !== "string" || typeof url !== "string" || typeof hasBody !== "boolean")
    throw malformed();
  if (!Array.isArray(headers) || !headers.every(isHeader)) throw malformed();
  return { method, url, headers, hasBody };
}

/** @throws StreamError `BAD_REQUEST` for what no `Request` can be made of, such as a GET with a body */
export function toRequest(
  { method, url, headers }: RequestHead,
  body: ReadableStream<Uint8Array> | undefined,
  signal: AbortSignal,
): Request {
  try {
    const list = headers.map(([name, value]): [string, string] => [name, value]);
    const request = new Request(url, { method, headers: list, ...(body && { body, duplex: "half" }) });
    // Not through its constructor: a `Request` follows a signal with one of its own, which may be collected earlier.
    return Object.defineProperty(request, "signal", { value: signal });
  } catch (error) {
    throw new StreamError("BAD_REQUEST", `the request is not valid: ${(error as Error).message}`);
  }
}

function isHeader(header: unknown): boolean {
  return Array.isArray(header) && header.length === 2 && header.every((part) => typeof part === "string");
}

function malformed(): StreamError {
  return new StreamError("BAD_REQUEST", "malformed message: its argument is not the head of a request");
}
