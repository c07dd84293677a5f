import { httpStatusByCode, StreamError, type StreamErrorCode } from "../../src/protocol/errors.ts";
import { parseOffset } from "../../src/protocol/offset.ts";
import type { StreamInfo } from "../../src/protocol/stream.ts";
import { formatDate } from "./format/times.ts";

export interface Explanation {
  readonly title: string;
  /** What it means and what to do about it. */
  readonly text: string;
}

const explanations: Partial<Record<StreamErrorCode, Explanation>> = {
  NOT_FOUND: {
    title: "This stream no longer exists",
    text: "It was deleted or has expired. If it is created again, it appears in the list.",
  },
  FORBIDDEN: { title: "No access", text: "The app does not give this window access to the store." },
  DISCONNECTED: {
    title: "Not connected",
    text: "The store does not respond. The inspector reconnects automatically.",
  },
  STORE_CLOSED: { title: "The store is closed", text: "Restart the app, then reload the inspector." },
};

/** A title and a text for an error, chosen by its code. */
export function explain(error: unknown): Explanation {
  const code = codeOf(error);
  if (code === "GONE") return explainGone(error);
  if (code === "STORE_CORRUPT") return { title: "The store is damaged", text: messageOf(error) };
  const known = code && explanations[code];
  return known ?? { title: "Something went wrong", text: messageOf(error) };
}

/** The same for a stream that was open: what has become of it is known. */
export function explainLoss(error: unknown, { deadline }: Pick<StreamInfo, "deadline">): Explanation {
  const explanation = explain(error);
  if (!hasCode(error, "NOT_FOUND")) return explanation;
  const isExpired = deadline !== undefined && deadline.getTime() <= Date.now();
  const cause = isExpired ? `It expired on ${formatDate(deadline)}.` : "It was deleted.";
  return { ...explanation, text: `${cause} If it is created again, it appears in the list.` };
}

/** Either an offset is gone, or a whole stream: only then is there no earliest offset to continue from. */
function explainGone(error: unknown): Explanation {
  if (earliestPosition(error) === undefined)
    return { title: "This stream was deleted", text: "Its messages are kept only for its forks." };
  return {
    title: "These messages are no longer available",
    text: "Retention has dropped them, or the stream was deleted and created again.",
  };
}

/** The same as one line of text. */
export function explainInLine(error: unknown): string {
  const { title, text } = explain(error);
  return `${title}. ${text}`;
}

/** Why the store rejected what the user typed: for `BAD_REQUEST` its own message says what is wrong. */
export function explainRefusal(error: unknown): string {
  return hasCode(error, "BAD_REQUEST") ? messageOf(error) : explainInLine(error);
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Checks the code, not the class: an app's page may bundle the client with another copy of `StreamError`. */
export function codeOf(error: unknown): StreamErrorCode | undefined {
  const code: unknown = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" && code in httpStatusByCode ? (code as StreamErrorCode) : undefined;
}

export function hasCode(error: unknown, code: StreamErrorCode): boolean {
  return codeOf(error) === code;
}

/** The position of the earliest message left, if the error says that the messages before it are gone. */
export function earliestPosition(error: unknown): number | undefined {
  if (!hasCode(error, "GONE")) return undefined;
  const { earliestOffset } = (error as Partial<StreamError>).details ?? {};
  return earliestOffset === undefined ? undefined : parseOffset(earliestOffset).position;
}

export function toError(error: unknown): StreamError {
  const code = codeOf(error);
  return code ? (error as StreamError) : new StreamError("STORE_FAILED", messageOf(error));
}
