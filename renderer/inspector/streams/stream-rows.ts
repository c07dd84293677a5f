import type { BrowseFolder, BrowseOptions, BrowseStream } from "../../../src/protocol/inspection/browse.ts";

/** A row of the list of streams. */
export type ListRow =
  | { readonly kind: "stream"; readonly depth: number; readonly stream: BrowseStream; readonly label: string }
  | { readonly kind: "folder"; readonly depth: number; readonly folder: BrowseFolder; readonly open: boolean }
  /** There are more rows in a folder; they are loaded when this one comes into view. */
  | { readonly kind: "more"; readonly depth: number; readonly folder: string };

/** In which order, and which streams. */
export type ListQuery = Pick<BrowseOptions, "prefix" | "search" | "orderBy" | "descending">;

/** The rows of the list, flat or as a tree. */
export interface StreamRows {
  readonly length: number;
  /** All streams that match, where that is known. */
  readonly total: number | undefined;
  readonly loaded: boolean;
  readonly error: unknown;
  /** Undefined where it is not here yet. */
  row(index: number): ListRow | undefined;
  /** Tells which rows are in view: these are read, and stay live. */
  want(first: number, last: number): void;
  /** Opens or closes a folder. */
  toggle(folder: string, open: boolean): void;
  dispose(): void;
}
