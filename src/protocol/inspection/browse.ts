import type { StreamInfo } from "../stream.ts";

export type BrowseOrder = "path" | "bytes" | "messages" | "lastAppend" | "deadline";

export interface BrowseOptions {
  /** Only streams whose path starts with this. */
  readonly prefix?: string;
  /** Only streams whose path holds this anywhere; upper and lower case are the same. At most 200 characters. */
  readonly search?: string;
  /**
   * One level of the tree: the children of this folder, which is `""` or ends with `/`. Streams below its
   * subfolders are told as one `folder` row. Not together with `prefix` or `search`.
   */
  readonly folder?: string;
  /** `"path"` by default. Of equals the path decides; what has no such value (deadline, last append) comes last. */
  readonly orderBy?: BrowseOrder;
  readonly descending?: boolean;
  /** `next` of the page before, with all other options the same. */
  readonly after?: string;
  /** Rows to leave out from the start, instead of `after`: to jump in a long list. */
  readonly skip?: number;
  /** Rows in a page, 100 by default, 500 at the most. */
  readonly limit?: number;
  /** `false` where `total` is not needed, for which all paths are looked at. */
  readonly count?: boolean;
}

export interface BrowseStream {
  readonly kind: "stream";
  readonly info: StreamInfo;
  /** Undefined for a stream without messages. */
  readonly lastAppendAt?: number;
  /** Over the last ten seconds. */
  readonly appendsPerSecond: number;
  /** Open live reads of this process: 0 in a store that another process writes. */
  readonly subscribers: number;
  /** Streams that were forked from this one and are there. */
  readonly forks: number;
}

export interface BrowseFolder {
  readonly kind: "folder";
  /** The last segment, without slashes. */
  readonly name: string;
  /** Pass it as `folder`; ends with a slash. */
  readonly path: string;
  /** Streams below it, at any depth. */
  readonly streams: number;
  /** Only where it is known without counting: in orders other than `"path"`. */
  readonly bytes?: number;
}

/**
 * `orderBy: "path"` without `search` and `skip` is read from the database as it is now. All else comes from an
 * index in memory, which is a few seconds old at the most while streams change: which rows there are and their
 * order may lag, what a row says does not.
 */
export interface BrowsePage {
  readonly rows: readonly (BrowseStream | BrowseFolder)[];
  /** Pass it as `after`; undefined on the last page. Opaque. */
  readonly next?: string;
  /** All rows of these options, where that is known: not for a `folder` in path order. */
  readonly total?: number;
}
