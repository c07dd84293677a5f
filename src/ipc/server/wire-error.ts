import { StreamError, type StreamErrorDetails, type WireError } from "../../protocol/errors.ts";

/** Characters of a text that an answer repeats: some quote what was sent, which may be of any length. */
const maxTextLength = 1000;

/** What a window is told of an error. Of an unexpected one only that it happened: texts may hold paths. */
export function toWireError(error: unknown): WireError {
  if (!(error instanceof StreamError)) {
    return { code: "STORE_FAILED", message: "the store failed unexpectedly" };
  }
  const { code, message, details = {} } = error.toWire();
  return { code, message: message.slice(0, maxTextLength), details: shortened(details) };
}

function shortened(details: StreamErrorDetails): StreamErrorDetails {
  return Object.fromEntries(
    Object.entries(details).map(([key, value]) => [
      key,
      typeof value === "string" ? value.slice(0, maxTextLength) : value,
    ]),
  );
}
