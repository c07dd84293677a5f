import { StreamError, type StreamErrorDetails, type WireError } from "../../protocol/errors.ts";

/** Some texts quote what the window sent, which may be of any length. In characters. */
const maxTextLength = 1000;

/** The error as a window sees it. Leaves out the text of an unexpected one, which may hold paths of this machine. */
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
