import {
  StreamError,
  type StreamErrorDetail,
  type StreamErrorDetails,
  type WireError,
} from "../../protocol/errors.ts";

/** Some texts quote what the window sent, which may be of any length. In characters. */
const maxTextLength = 1000;

/** The error as a window sees it. Leaves out the text of an unexpected one, which may hold paths of this machine. */
export function toWireError(error: unknown): WireError {
  if (!(error instanceof StreamError)) {
    return { code: "STORE_FAILED", message: "the store failed unexpectedly" };
  }
  const { code, message, details = {} } = withoutPath(error.toWire());
  return { code, message: message.slice(0, maxTextLength), details: shortened(details) };
}

/** Paths of this machine are no business of a window. */
function withoutPath({ code, message, details = {} }: WireError): WireError {
  const { path, ...others } = details;
  if (typeof path !== "string") return { code, message, details };
  return { code, message: message.replaceAll(`: ${path}`, ""), details: others };
}

function shortened(details: StreamErrorDetails): StreamErrorDetails {
  return Object.fromEntries(Object.entries(details).map(([key, value]) => [key, shortenedValue(value)]));
}

function shortenedValue(value: StreamErrorDetail): StreamErrorDetail {
  if (typeof value === "string") return value.slice(0, maxTextLength);
  return typeof value === "object" && value !== null ? shortened(value) : value;
}
