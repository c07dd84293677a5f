import {
  StreamError,
  type StreamErrorDetail,
  type StreamErrorDetails,
  type WireError,
} from "../../protocol/errors.ts";

/** Some texts quote what the window sent, which may be of any length. In characters. */
const maxTextLength = 1000;

/** An error as a port sends it. */
export type ToWire = (error: unknown) => WireError;

/** The error as a window sees it: without paths of this machine. */
export function toWindowError(error: unknown): WireError {
  const { code, message, details = {}, publicMessage = message } = toWireError(error);
  const others = Object.entries(details).filter(([name]) => !pathDetails.has(name));
  return { code, message: publicMessage, details: Object.fromEntries(others) };
}

const pathDetails: ReadonlySet<string> = new Set(["path", "file"]);

/** The error as the process sees it that hosts the store. Leaves out the text of an unexpected one. */
export function toWireError(error: unknown): WireError {
  if (!(error instanceof StreamError)) {
    return { code: "STORE_FAILED", message: "the store failed unexpectedly" };
  }
  const { code, message, details = {}, publicMessage } = error.toWire();
  return {
    code,
    message: message.slice(0, maxTextLength),
    details: shortened(details),
    ...(publicMessage !== undefined && { publicMessage: publicMessage.slice(0, maxTextLength) }),
  };
}

function shortened(details: StreamErrorDetails): StreamErrorDetails {
  return Object.fromEntries(Object.entries(details).map(([key, value]) => [key, shortenedValue(value)]));
}

function shortenedValue(value: StreamErrorDetail): StreamErrorDetail {
  if (typeof value === "string") return value.slice(0, maxTextLength);
  if (Array.isArray(value)) return (value as readonly StreamErrorDetail[]).map(shortenedValue);
  return typeof value === "object" && value !== null ? shortened(value as StreamErrorDetails) : value;
}
