import type { BrowseFolder, BrowseOptions, BrowseStream } from "../../../src/protocol/inspection/browse.ts";

/** A row in the list of streams. */
export type ListRow =
  | { readonly kind: "stream"; readonly depth: number; readonly stream: BrowseStream; readonly label: string }
  | { readonly kind: "folder"; readonly depth: number; readonly folder: BrowseFolder; readonly open: boolean }
  /** Stands for the remaining rows of a folder, which are loaded when it becomes visible. */
  | { readonly kind: "more"; readonly depth: number; readonly folder: string };

/** Which streams to list, and in which order. */
export type ListQuery = Pick<BrowseOptions, "prefix" | "search" | "orderBy" | "descending">;

/** The rows of the list: flat, or as a tree. */
export interface StreamRows {
  readonly length: number;
  /** The number of matching streams, where known. */
  readonly total: number | undefined;
  readonly loaded: boolean;
  readonly error: unknown;
  /** Undefined until the row is loaded. */
  row(index: number): ListRow | undefined;
  /** The index of a stream's row, if it is loaded. */
  indexOf(path: string): number | undefined;
  /** Sets which rows are visible: they are loaded, and stay live. */
  setVisible(first: number, last: number): void;
  /** Expands or collapses a folder. */
  toggle(folder: string, open: boolean): void;
  /** Expands the folders that a stream is in. */
  reveal(path: string): void;
  /** The expanded folders. */
  readonly folders: readonly string[];
  dispose(): void;
}
