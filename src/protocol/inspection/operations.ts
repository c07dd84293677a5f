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
 * What the inspector asks beyond `StreamOperations`. Served only on ports whose host turned it on, and only
 * with one access for all streams: `read` to look, `manage` to change. None of it restarts a stream's time to
 * live: who looks on keeps nothing alive. Times are milliseconds since the epoch.
 *
 * Every operation on a path rejects with `NOT_FOUND`, `BAD_REQUEST`, and `GONE` for a deleted stream that its
 * forks keep, as `head` does. Those that take an offset also reject as `readPacked` does.
 */
export interface InspectionOperations {
  /** @throws StreamError `BAD_REQUEST`, `NOT_FOUND`, `GONE` */
  preview(path: string, options?: PreviewOptions): Promise<PreviewPage>;
  /** @throws StreamError `BAD_REQUEST` */
  browse(options?: BrowseOptions): Promise<BrowsePage>;
  /**
   * Where to read from to get the first message that was appended at `time` or later: the tail if there is none.
   *
   * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`, `GONE`
   */
  seekTime(path: string, time: number): Promise<SeekResult>;
  /** @throws StreamError `BAD_REQUEST`, `NOT_FOUND`, `GONE` */
  timeline(path: string, options?: TimelineOptions): Promise<Timeline>;
  /** @throws StreamError `BAD_REQUEST`, `NOT_FOUND`, `GONE` */
  lifeline(path: string): Promise<Lifeline>;
  /** @throws StreamError `BAD_REQUEST` */
  spaceMap(options?: SpaceMapOptions): Promise<SpaceMap>;
  /**
   * Removes expired streams and applies `maxAgeMs` now.
   *
   * @throws StreamError `STORE_READ_ONLY`, `STORE_CLOSED`
   */
  cleanUp(): Promise<CleanupReport>;
  /**
   * Gives the space of what was deleted back to the file system; resolves when the file has shrunk.
   *
   * @throws StreamError `STORE_READ_ONLY`, `STORE_CLOSED`
   */
  compact(): Promise<CompactionReport>;
}

export type InspectionOperationName = keyof InspectionOperations;

/** The access each operation needs, to all streams. */
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

/** The cursors of the inspector, with their arguments and their values; all need `read`. */
export interface InspectionCursors {
  /** A page of `browse`, now and whenever it has become another one. */
  browse: { readonly args: readonly [options?: BrowseOptions]; readonly value: BrowsePage };
  /** Searches once, in slices; each value is what was found since the one before. Ends after `done`. */
  search: { readonly args: readonly [path: string, options: SearchOptions]; readonly value: SearchProgress };
  /** Now, and about once a second. */
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
