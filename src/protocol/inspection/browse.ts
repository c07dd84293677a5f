import type { StreamInfo } from "../stream.ts";

export type BrowseOrder = "path" | "bytes" | "messages" | "lastAppend" | "deadline";

export interface BrowseOptions {
  /** Only streams whose path starts with this text. */
  readonly prefix?: string;
  /** Only streams whose path contains this text, whatever its letter case and Unicode normal form. At most 200 characters. */
  readonly search?: string;
  /**
   * Only one level of the tree: the children of this folder, which is `""` or ends with `/`. Each subfolder is one `folder`
   * row. Not together with `prefix` or `search`.
   */
  readonly folder?: string;
  /** `"path"` by default. Equal rows are ordered by path; streams without a deadline or last append come last. */
  readonly orderBy?: BrowseOrder;
  /** False by default. */
  readonly descending?: boolean;
  /** The `next` of the previous page, with all other options unchanged. */
  readonly after?: string;
  /** The number of rows to skip from the start, to jump within a long list. Not together with `after`. */
  readonly skip?: number;
  /** The maximum number of rows in a page: 100 by default, at most 500. */
  readonly limit?: number;
  /** `false` leaves `total` out, which saves reading all paths. True by default. */
  readonly count?: boolean;
}

export interface BrowseStream {
  readonly kind: "stream";
  readonly info: StreamInfo;
  /** Undefined for a stream without messages. */
  readonly lastAppendAt?: number;
  /** Messages per second, over the last ten seconds. */
  readonly appendsPerSecond: number;
  /** Open live reads in this process: always 0 in a store that another process writes. */
  readonly subscribers: number;
  /** The number of streams forked from this one, without deleted ones. */
  readonly forks: number;
}

export interface BrowseFolder {
  readonly kind: "folder";
  /** The last segment, without slashes. */
  readonly name: string;
  /** Pass it as `folder`; ends with a slash. */
  readonly path: string;
  /** The number of streams below it, at any depth. */
  readonly streams: number;
  /** The size of their messages. Only in orders other than `"path"`, where it is known without counting. */
  readonly bytes?: number;
}

/**
 * `orderBy: "path"` without `search` and `skip` reads the current state of the database. All other pages come from an index
 * in memory, which can be a few seconds old while streams change: the selection and order of rows may lag, their content
 * does not.
 */
export interface BrowsePage {
  readonly rows: readonly (BrowseStream | BrowseFolder)[];
  /** Pass it as `after` to get the next page; undefined on the last page. Opaque. */
  readonly next?: string;
  /** The number of rows on all pages, where it is known: not for a `folder` in path order. */
  readonly total?: number;
}
