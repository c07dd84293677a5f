import { StreamError, type StreamErrorCode } from "../../src/protocol/errors.ts";

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
  FORBIDDEN: { title: "No access", text: "The app does not let this window read here." },
  DISCONNECTED: {
    title: "Not connected",
    text: "The store does not answer. The inspector goes on by itself when it does.",
  },
  STORE_CLOSED: { title: "The store is closed", text: "Start the app again, then reload the inspector." },
  STORE_CORRUPT: { title: "The store is damaged", text: "The message says where the damaged file was kept." },
};

/** The words for an error, by its code; the message of an unknown one stands for itself. */
export function explain(error: unknown): Explanation {
  const known = error instanceof StreamError ? explanations[error.code] : undefined;
  return (
    known ?? { title: "That did not work", text: error instanceof Error ? error.message : String(error) }
  );
}

export function hasCode(error: unknown, code: StreamErrorCode): boolean {
  return error instanceof StreamError && error.code === code;
}
