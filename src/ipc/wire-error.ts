import { StreamError, type WireError } from "../protocol/errors.ts";

/** What a window is told of an error. Of an unexpected one only that it happened: texts may hold paths. */
export function toWireError(error: unknown): WireError {
  if (error instanceof StreamError) return error.toWire();
  return { code: "STORE_FAILED", message: "the store failed unexpectedly" };
}
