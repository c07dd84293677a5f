import type { Offset } from "./offset.ts";
import type { Access } from "./operations.ts";
import type { StreamInfo } from "./stream.ts";

/**
 * What the inspector asks beyond `StreamOperations`. Served only on ports whose host turned it on, and only
 * with one access for all streams: `read` to look, `manage` to change. None of it restarts a stream's time to
 * live: who looks on keeps nothing alive. Times are milliseconds since the epoch.
 *
 * Every operation on a path rejects with `NOT_FOUND`, `BAD_REQUEST`, and `GONE` for a deleted stream that its
 * forks keep, as `head` does. Those that take an offset also reject as `readPacked` does.
 */
export interface InspectionOperations {
  preview(path: string, options?: PreviewOptions): Promise<PreviewPage>;
  browse(options?: BrowseOptions): Promise<BrowsePage>;
  /** Where to read from to get the first message that was appended at `time` or later: the tail if there is none. */
  seekTime(path: string, time: number): Promise<SeekResult>;
  timeline(path: string, options?: TimelineOptions): Promise<Timeline>;
  lifeline(path: string): Promise<Lifeline>;
  spaceMap(options?: SpaceMapOptions): Promise<SpaceMap>;
  /** Removes expired streams and applies `maxAgeMs` now. */
  cleanUp(): Promise<CleanupReport>;
  /** Gives the space of what was deleted back to the file system; resolves when the file has shrunk. */
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

export interface PreviewOptions {
  /**
   * The position before the first row: an offset, `"-1"` (the default) or `"now"`. Positions have no gaps, so
   * any of them can be made: `formatOffset(info.id, position)` is understood for all positions of a stream,
   * also for those that a fork has from its source. That is how to page backwards.
   */
  readonly offset?: Offset;
  /** Rows in a page, 200 by default, 2,000 at the most. */
  readonly limitMessages?: number;
  /** Bytes of each head, 256 by default, 64 KiB at the most; all heads of a page are at most 1 MiB. */
  readonly headBytes?: number;
}

/** The heads of messages: cut inside the database, so the size of a message does not matter. `unpackPreview` gives rows. */
export interface PreviewPage {
  readonly json: boolean;
  /** The stream's own id. */
  readonly streamId: number;
  /** The position before the first row. */
  readonly position: number;
  /** The first bytes of each message, one after the other. */
  readonly heads: Uint8Array;
  /** Bytes of each head: less than the message's where it was cut. */
  readonly headLengths: Uint32Array;
  /** Bytes of each whole message. */
  readonly byteLengths: Uint32Array;
  readonly appendedAt: Float64Array;
  /** Where the next page goes on. */
  readonly nextOffset: Offset;
  readonly tailOffset: Offset;
  /** The earliest offset that can be read. */
  readonly startOffset: Offset;
  readonly closed: boolean;
}

export interface PreviewRow {
  /** The position after this message, as that of `StreamMessage`. In a fork it always names the fork itself. */
  readonly offset: Offset;
  readonly byteLength: number;
  readonly appendedAt: number;
  /** A view into the page's one buffer; may end within a character. */
  readonly head: Uint8Array;
}

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

export interface SeekResult {
  readonly offset: Offset;
}

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

export interface TimelineOptions {
  /** 200 by default, 1,000 at the most; fewer where a bucket would be shorter than a millisecond. */
  readonly buckets?: number;
  /** Of the first message by default. */
  readonly from?: number;
  /** Exclusive; just after the last message by default. */
  readonly to?: number;
}

export interface Timeline {
  readonly from: number;
  readonly to: number;
  readonly buckets: readonly TimelineBucket[];
  /** Bytes were counted on samples, because there are many messages; numbers of messages are always exact. */
  readonly bytesEstimated: boolean;
}

export interface TimelineBucket {
  readonly start: number;
  readonly messages: number;
  readonly bytes: number;
  /** Where the bucket begins: read from here to see its messages. */
  readonly offset: Offset;
}

/** What happened in the life of a stream, beyond what `StreamInfo` says. */
export interface Lifeline {
  readonly info: StreamInfo;
  /** Messages that retention has dropped. */
  readonly droppedMessages: number;
  /** Of the earliest message that can be read; undefined without messages. */
  readonly firstAppendAt?: number;
  readonly lastAppendAt?: number;
  /** When the last message before the fork was appended. */
  readonly forkedAtAppend?: number;
  /** In the order of their creation, 1,000 at the most. */
  readonly forks: readonly ForkSummary[];
}

export interface ForkSummary {
  readonly path: string;
  readonly createdAt: number;
  /** Of this stream, where the fork leaves it. */
  readonly offset: Offset;
}

export interface SpaceMapOptions {
  /** Streams told one by one, 100 by default, 1,000 at the most. */
  readonly limit?: number;
}

/** Bytes are those that can be read through a stream: what forks share counts in each of them. */
export interface SpaceMap {
  readonly totalBytes: number;
  readonly streams: number;
  /** The largest, largest first. */
  readonly largest: readonly SpaceOfStream[];
  /** All other streams, by the first segment of their paths, largest first; `""` for those without one, and where
   * there are more than 1,000 segments. */
  readonly rest: readonly SpaceOfFolder[];
}

export interface SpaceOfStream {
  readonly path: string;
  readonly bytes: number;
  readonly messages: number;
  readonly isFork: boolean;
}

export interface SpaceOfFolder {
  readonly folder: string;
  readonly bytes: number;
  readonly streams: number;
}

export interface CleanupReport {
  readonly at: number;
  readonly durationMs: number;
  readonly removedStreams: number;
}

export interface CompactionReport {
  readonly at: number;
  readonly durationMs: number;
  readonly freedBytes: number;
}

export interface StoreHealth {
  readonly at: number;
  /** Another process writes this store, or nobody does: there is no cleanup here, and only this process' cursors. */
  readonly readOnly: boolean;
  /** Whether who asks may change anything: the store can be written, and the port's access is `manage`. */
  readonly mayManage: boolean;
  readonly streams: number;
  readonly fileBytes: number;
  readonly walBytes: number;
  readonly pageBytes: number;
  readonly freePages: number;
  /** Since this process opened the store; undefined before the first. */
  readonly lastCleanup?: CleanupReport;
  readonly lastCompaction?: CompactionReport;
  /** Open live reads, watches and listeners of this process, also those without a window. */
  readonly subscriptions: number;
  readonly windows: readonly WindowHealth[];
  /** The slowest of the last operations since the inspection began, slowest first; 20 at the most. */
  readonly slowest: readonly SlowOperation[];
}

/** One port: a window, a frame of one, or a browser. */
export interface WindowHealth {
  /** What its host calls it, such as the title of the window. */
  readonly label: string;
  readonly cursors: number;
  /** Calls without an answer. */
  readonly calls: number;
}

export interface SlowOperation {
  readonly operation: string;
  readonly path?: string;
  /** From the call to the result; that of a write includes the wait for its commit. */
  readonly durationMs: number;
  readonly at: number;
}

export interface VerifyProgress {
  /** Things looked at so far, of `total`. */
  readonly checked: number;
  readonly total: number;
  /** Found so far. */
  readonly problems: readonly VerifyProblem[];
  readonly done: boolean;
}

export interface VerifyProblem {
  readonly path?: string;
  /** Stable, such as `"page"`, `"missing-message"`, `"byte-count"`. */
  readonly kind: string;
  readonly message: string;
}
