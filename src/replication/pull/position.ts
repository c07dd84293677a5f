import { startOffset } from "../../store/index.ts";

/**
 * How far a mirror has come. It is stored as the local stream's `seq`, which commits with the data and only grows.
 * Usually it is the remote offset that was reached. Of a page that takes several appends, it is the offset before the
 * page and how much of it has been appended.
 */
export interface PullPosition {
  /** Of the remote stream. */
  readonly offset: string;
  /** Appended after that offset: messages of JSON, otherwise bytes. */
  readonly taken: number;
}

/** Sorts before every character of an offset, so that a partial position sorts before the next offset. */
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
