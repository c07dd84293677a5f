import type { BrowseOptions, BrowsePage } from "./browse.ts";
import type { CleanupReport, CompactionReport, StoreHealth } from "./health.ts";
import type { Lifeline } from "./lifeline.ts";
import type { PreviewOptions, PreviewPage } from "./preview.ts";
import type { SearchOptions, SearchProgress } from "./search.ts";
import type { SpaceMap, SpaceMapOptions } from "./space-map.ts";
import type { SeekResult, Timeline, TimelineOptions } from "./timeline.ts";
import type { VerifyProgress } from "./verify.ts";
import type { Access } from "../operations.ts";

/**
 * What an inspector can call in addition to `StreamOperations`. A port serves it only if its host enables the inspection,
 * and only with one access level for all streams: `read` to view, `manage` to change. Viewing does not reset a stream's TTL.
 * Times are milliseconds since the epoch, sizes are bytes.
 *
 * All operations reject with `FORBIDDEN` on other ports, and as those of `StreamOperations` do. `GONE` means that the stream
 * was deleted and only its forks remain, or, of an offset, the same as for `readPacked`.
 */
export interface InspectionOperations {
  /**
   * Reads the first bytes of a page of messages, with their sizes and times.
   *
   * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`, `GONE`
   */
  preview(path: string, options?: PreviewOptions): Promise<PreviewPage>;
  /**
   * Lists streams, or one level of their tree, in any order, with the current activity of each stream.
   *
   * @throws StreamError `BAD_REQUEST`
   */
  browse(options?: BrowseOptions): Promise<BrowsePage>;
  /**
   * Returns the offset before the first message that was appended at `time` or later; the tail if there is none.
   *
   * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`, `GONE`
   */
  seekTime(path: string, time: number): Promise<SeekResult>;
  /**
   * Counts a stream's messages and bytes over time.
   *
   * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`, `GONE`
   */
  timeline(path: string, options?: TimelineOptions): Promise<Timeline>;
  /**
   * Returns the main events in a stream's history.
   *
   * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`, `GONE`
   */
  lifeline(path: string): Promise<Lifeline>;
  /**
   * Returns the largest streams, and the sizes of all others by folder.
   *
   * @throws StreamError `BAD_REQUEST`
   */
  spaceMap(options?: SpaceMapOptions): Promise<SpaceMap>;
  /**
   * Removes expired streams and applies `maxAgeMs`.
   *
   * @throws StreamError `STORE_READ_ONLY`, `STORE_CLOSED`
   */
  cleanUp(): Promise<CleanupReport>;
  /**
   * Returns the space of deleted messages to the file system; resolves when the file has shrunk.
   *
   * @throws StreamError `STORE_READ_ONLY`, `STORE_CLOSED`
   */
  compact(): Promise<CompactionReport>;
}

export type InspectionOperationName = keyof InspectionOperations;

/** The access to all streams that each operation needs. */
export const inspectionAccess = {
  preview: "read",
  browse: "read",
  seekTime: "read",
  timeline: "read",
  lifeline: "read",
  spaceMap: "read",
  cleanUp: "manage",
  compact: "manage",
} as const satisfies Record<InspectionOperationName, Access>;

/** The cursors of the inspection, with their arguments and values. All need `read` access. */
export interface InspectionCursors {
  /** A page of `browse`: now, and each time it has changed. */
  browse: { readonly args: readonly [options?: BrowseOptions]; readonly value: BrowsePage };
  /** Searches a stream once, in slices; each value has the matches since the previous one. Ends after `done`. */
  search: { readonly args: readonly [path: string, options: SearchOptions]; readonly value: SearchProgress };
  /** The state of the store: now, and about once a second. */
  health: { readonly args: readonly []; readonly value: StoreHealth };
  /** Checks the whole store once, in slices. Ends after `done`. */
  verify: { readonly args: readonly []; readonly value: VerifyProgress };
}

export type InspectionCursorName = keyof InspectionCursors;

export const inspectionCursorNames: readonly InspectionCursorName[] = [
  "browse",
  "search",
  "health",
  "verify",
];
