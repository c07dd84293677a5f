import { startOffset } from "../../store/index.ts";

/**
 * How far a mirror is, as the `seq` of the local stream: it commits with the data, and only ever grows. Usually it
 * is the remote offset that has been reached. A page of the server that is more than one append is taken in parts:
 * then it is the offset where that page began, and how much of it is there.
 */
export interface PullPosition {
  /** Of the remote stream. */
  readonly offset: string;
  /** What has been taken after it: messages of JSON, bytes of anything else. */
  readonly taken: number;
}

/** Sorts before all that an offset may hold, so that a part sorts before the offset that follows it. */
const separator = " ";
const digits = 15;

export function parsePosition(seq: string | undefined): PullPosition {
  if (seq === undefined) return { offset: startOffset, taken: 0 };
  const [offset, taken = "0"] = seq.split(separator);
  return { offset: offset!, taken: Number(taken) };
}

export function formatPosition({ offset, taken }: PullPosition): string {
  return taken === 0 ? offset : `${offset}${separator}${String(taken).padStart(digits, "0")}`;
}
