import { startOffset, type Offset } from "../../store/index.ts";

/**
 * How far a mirror has come. It is stored as the local stream's `seq`, which commits with the data and only grows.
 * Usually `offset` is the remote offset that was reached, and `taken` is 0. Of an answer that takes several appends, they
 * are the offset before the answer and how much of it has been appended.
 */
export interface PullPosition {
  /** Of the remote stream. */
  readonly offset: string;
  /** Appended after that offset: messages of JSON, otherwise bytes. */
  readonly taken: number;
  /**
   * Where the last answer began, in both streams: what was mirrored from there on can be compared. Undefined for a mirror
   * of an older version, and before the first answer.
   */
  readonly last: { readonly remote: string; readonly local: Offset } | undefined;
}

/** Sorts before every character of an offset, so that a partial position sorts before the next offset. */
const separator = " ";
const digits = 15;

export function parsePosition(seq: string | undefined): PullPosition {
  if (seq === undefined) return { offset: startOffset, taken: 0, last: undefined };
  const [offset, taken = "0", remote, local] = seq.split(separator);
  const last = remote !== undefined && local !== undefined ? { remote, local } : undefined;
  return { offset: offset!, taken: Number(taken), last };
}

export function formatPosition({ offset, taken, last }: PullPosition): string {
  const counted = [offset, String(taken).padStart(digits, "0")];
  return (last ? [...counted, last.remote, last.local] : counted).join(separator);
}
