import type { Offset } from "../offset.ts";
import type { PreviewRow } from "./preview.ts";

export interface SearchOptions {
  /** Messages that hold this text; upper and lower case are the same. 1 to 1,000 characters. */
  readonly text?: string;
  /**
   * JSON messages that this RFC 9535 path selects something in, such as `$.user.name` or `$.items[?@.price > 10]`.
   * A text that begins with `?` filters the message itself: `?@.level == "error"`. At most 300 characters, one
   * `..` at all, no `$` within a filter, and no functions with regular expressions.
   */
  readonly jsonPath?: string;
  /** Where to begin: the start of the stream when searching forward, its tail backward, if left out. */
  readonly offset?: Offset;
  /** `"forward"` by default. */
  readonly direction?: "forward" | "backward";
  /** The search ends after so many, 200 by default, 1,000 at the most. */
  readonly limitMatches?: number;
}

export interface SearchProgress {
  /** Messages looked at so far. */
  readonly scanned: number;
  /** Messages to look at from where the search began; what is appended meanwhile is not among them. */
  readonly total: number;
  /** Where the search stands: to go on after `limitMatches`, search again from here. */
  readonly position: Offset;
  /** Found since the value before, in the order of the search. */
  readonly matches: readonly PreviewRow[];
  /** Messages so far of which only the first MiB was searched; a JSON path leaves those above 256 KiB out. */
  readonly cut: number;
  readonly done: boolean;
}
