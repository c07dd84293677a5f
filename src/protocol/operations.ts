import type { PackedPage } from "./packed-page.ts";
import type {
  AppendData,
  AppendOptions,
  AppendResult,
  CreateOptions,
  CreateResult,
  ListOptions,
  ListPage,
  ReadOptions,
  Retention,
  StreamInfo,
} from "./stream.ts";

// To add an operation: a line here, a row in `operationAccess`, a file in `src/store/operations`, and its line in
// `StreamStore`. Everything else follows (CONTRIBUTING.md).

/**
 * The operations of a store, with the same names, arguments and results in the main process and in a window.
 *
 * All of them can also reject with `STORE_CLOSED`, with `STORE_FAILED`, `STORE_CORRUPT` or `STORE_LOCKED` where SQLite
 * fails, and those that write with `STORE_READ_ONLY` and `DISK_FULL`. From a window they reject with `FORBIDDEN` where its
 * access to the path does not suffice, with `TOO_MANY` or `TOO_LARGE` where it sends more than a port accepts, and with
 * `DISCONNECTED` once its connection was closed. If the connection is lost, reads are repeated; a write that had no response
 * yet rejects with `DISCONNECTED`: it may or may not have happened. The same holds for a hosted store.
 */
export interface StreamOperations {
  /**
   * Creates a stream, or finds it there already with the same configuration: call it whenever the stream has to be
   * there. First content (`data`) is in the same transaction, and is not compared.
   *
   * @param path segments separated by `/`, such as `chat/42`
   * @throws StreamError `BAD_REQUEST`, `EXISTS` (another configuration, or deleted and kept for its forks), `TOO_LARGE`,
   *   `DISK_FULL`; of a fork `NOT_FOUND`, `SOURCE_DELETED`, `CONTENT_TYPE_MISMATCH`, `GONE`
   */
  create(path: string, options?: CreateOptions): Promise<CreateResult>;
  /**
   * Appends one message, or an array of them as one atomic batch of at most 100,000; resolves when they are committed (on
   * the disk, with `durability: "full"`).
   *
   * @param data JSON values for an `application/json` stream; a `Uint8Array`, or a string as UTF-8, for any other
   * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`, `GONE`, `CLOSED`, `CONTENT_TYPE_MISMATCH`, `SEQ_CONFLICT`
   *   (`details.lastSeq`), `PRODUCER_FENCED` (`details.epoch`), `PRODUCER_GAP` (`details.expectedSeq`), `TOO_LARGE`,
   *   `DISK_FULL`: nothing was written then. In a window also `DISCONNECTED`: it may have been written
   */
  append(path: string, data: AppendData, options?: AppendOptions): Promise<AppendResult>;
  /**
   * A page of messages from an offset on, as it lies on disk: one buffer for all of them. Empty at the tail. Restarts the
   * stream's time to live. `read` is the same with a value for each message.
   *
   * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`, `GONE` (below what retention kept, with `details.earliestOffset`; or
   *   an offset of a stream that was deleted and created again)
   */
  readPacked(path: string, options?: ReadOptions): Promise<PackedPage>;
  /**
   * What is known of a stream, without its messages; does not restart its time to live.
   *
   * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`
   */
  head(path: string): Promise<StreamInfo>;
  /**
   * A page of the streams whose path starts with `prefix` (100 by default), in the order of their paths. A window is shown
   * those that it may read.
   *
   * @throws StreamError `BAD_REQUEST`
   */
  list(options?: ListOptions): Promise<ListPage>;
  /**
   * Closes a stream for good: its readers learn that nothing will follow. Closing it again succeeds.
   *
   * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`, `GONE`
   */
  closeStream(path: string): Promise<AppendResult>;
  /**
   * Deletes a stream: invisible at once, its space is reclaimed in the background. While forks need its messages its path
   * stays taken, and answers `GONE`.
   *
   * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`, `GONE`
   */
  delete(path: string): Promise<void>;
  /**
   * Restarts the countdown of a stream with a time to live, as a read would, and puts the new deadline on disk before it
   * resolves.
   *
   * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`
   */
  touch(path: string): Promise<StreamInfo>;
  /**
   * Replaces what a stream keeps; without a retention it keeps everything from now on. What falls out is dropped before it
   * resolves, and nothing that was dropped comes back.
   *
   * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`, `GONE`
   */
  setRetention(path: string, retention?: Retention): Promise<StreamInfo>;
}

export type OperationName = keyof StreamOperations;

/** What a window may do with a path; each level includes the ones before it. */
export type Access = "none" | "read" | "append" | "manage";

/** The access each operation needs. */
export const operationAccess = {
  create: "manage",
  append: "append",
  readPacked: "read",
  head: "read",
  list: "read",
  closeStream: "append",
  delete: "manage",
  touch: "manage",
  setRetention: "manage",
} as const satisfies Record<OperationName, Access>;
