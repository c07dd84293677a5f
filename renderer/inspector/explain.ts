import { httpStatusByCode, StreamError, type StreamErrorCode } from "../../src/protocol/errors.ts";
import { parseOffset } from "../../src/protocol/offset.ts";

export interface Explanation {
  readonly title: string;
  /** What it means and what to do. */
  readonly text: string;
}

const explanations: Partial<Record<StreamErrorCode, Explanation>> = {
  NOT_FOUND: {
    title: "This stream is not there any more",
    text: "It was deleted, or it expired. If it is created again, it appears in the list.",
  },
  GONE: {
    title: "These messages are not kept any more",
    text: "The stream's retention has dropped what was at this offset.",
  },
  FORBIDDEN: { title: "No access", text: "The app does not let this window look here." },
  DISCONNECTED: {
    title: "Not connected",
    text: "The store does not answer. The inspector goes on by itself when it does.",
  },
  STORE_CLOSED: { title: "The store is closed", text: "Start the app again, then reload the inspector." },
  STORE_CORRUPT: { title: "The store is damaged", text: "The message says where the damaged file was kept." },
};

/** The words for an error, by its code; the message of an unknown one stands for itself. */
export function explain(error: unknown): Explanation {
  const code = codeOf(error);
  const known = code && explanations[code];
  return known ?? { title: "That did not work", text: messageOf(error) };
}

/** The same in one line. */
export function explainInLine(error: unknown): string {
  const { title, text } = explain(error);
  return `${title}. ${text}`;
}

/** Why what the user typed was refused: the store's own message says what is wrong with it. */
export function explainRefusal(error: unknown): string {
  return hasCode(error, "BAD_REQUEST") ? messageOf(error) : explainInLine(error);
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** By the code itself: in an app's own page the client may be bundled with another copy of the class. */
export function codeOf(error: unknown): StreamErrorCode | undefined {
  const code: unknown = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" && code in httpStatusByCode ? (code as StreamErrorCode) : undefined;
}

export function hasCode(error: unknown, code: StreamErrorCode): boolean {
  return codeOf(error) === code;
}

/** The position of the earliest message that is still there, if the error says that earlier ones are gone. */
export function earliestPosition(error: unknown): number | undefined {
  if (!hasCode(error, "GONE")) return undefined;
  const { earliestOffset } = (error as Partial<StreamError>).details ?? {};
  return earliestOffset === undefined ? undefined : parseOffset(earliestOffset).position;
}

export function toError(error: unknown): StreamError {
  const code = codeOf(error);
  return code ? (error as StreamError) : new StreamError("STORE_FAILED", messageOf(error));
}
