import { StreamError } from "../../protocol/errors.ts";

/** Copies of small byte arrays share buffers of this size: a buffer for each costs several times as much. */
const sharedBytes = 64 * 1024;
const maxSmallBytes = 1024;

let shared = new Uint8Array(sharedBytes);
let used = 0;

/**
 * Copies an argument, because the caller may change its buffers and objects before the batch is sent. Refuses
 * what cannot be cloned, such as a function, which would fail the whole batch.
 *
 * @throws StreamError `BAD_REQUEST`
 */
export function snapshot(argument: unknown): unknown {
  if (typeof argument === "function" || typeof argument === "symbol") throw unsendable();
  if (typeof argument !== "object" || argument === null) return argument;
  if (argument instanceof Uint8Array) return copyOf(argument);
  try {
    return structuredClone(argument);
  } catch {
    throw unsendable();
  }
}

/** A snapshot with a buffer of its own: a view takes all of its buffer across the port. */
export function unshared(argument: unknown): unknown {
  return argument instanceof Uint8Array && argument.byteLength < argument.buffer.byteLength
    ? new Uint8Array(argument)
    : argument;
}

function copyOf(bytes: Uint8Array): Uint8Array {
  const { byteLength } = bytes;
  if (byteLength > maxSmallBytes) return new Uint8Array(bytes);
  if (used + byteLength > sharedBytes) {
    shared = new Uint8Array(sharedBytes);
    used = 0;
  }
  const copy = shared.subarray(used, used + byteLength);
  copy.set(bytes);
  used += byteLength;
  return copy;
}

function unsendable(): StreamError {
  return new StreamError(
    "BAD_REQUEST",
    "the arguments cannot be cloned: pass no functions, symbols or other values that structuredClone refuses",
  );
}
