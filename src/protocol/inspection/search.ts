import type { Offset } from "../offset.ts";
import type { PreviewRow } from "./preview.ts";

/** Give `text`, `jsonPath`, or both: a match then meets both. */
export interface SearchOptions {
  /**
   * Only messages that contain this text, as they are stored or as the inspector shows them: escapes of JSON are the
   * characters that they stand for, and a space follows each `:` and `,`. Letter case and Unicode normal forms make no
   * difference. 1 to 1,000 characters.
   */
  readonly text?: string;
  /**
   * Only JSON messages in which this path (RFC 9535) selects something, such as `$.user.name` or `$.items[?@.price > 10]`. A
   * path that begins with `?` filters the message itself: `?@.level == "error"`. At most 300 characters, with at most one
   * `..`, no `$` within a filter, and no regular expressions. Not all that RFC 9535 allows: the work stays bounded by the
   * size of the message.
   */
  readonly jsonPath?: string;
  /** Where to begin: by default at the start of the stream, or at its tail when searching backward. */
  readonly offset?: Offset;
  /** `"forward"` by default. */
  readonly direction?: "forward" | "backward";
  /** The search ends after this number of matches: 200 by default, at most 1,000. */
  readonly limitMatches?: number;
}

export interface SearchMatch extends PreviewRow {
  /**
   * About 250 characters around the first occurrence of `text`, as the inspector shows them, where it lies beyond the first
   * 40 characters of the message.
   */
  readonly excerpt?: string;
}

export interface SearchProgress {
  /** The number of messages searched so far. */
  readonly scanned: number;
  /** The number of messages to search. Messages appended after the search began are not searched. */
  readonly total: number;
  /** Where the search is. To continue after `limitMatches`, pass it as `offset` to another search. */
  readonly position: Offset;
  /** The matches since the previous value, in the order of the search. */
  readonly matches: readonly SearchMatch[];
  /** The number of messages searched in part: only their first MiB, or, with a JSON path, none of those above 256 KiB. */
  readonly cut: number;
  readonly done: boolean;
}
