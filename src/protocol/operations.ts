import type { StreamTarget } from "./definitions/reference.ts";
import type { PackedPage } from "./packed-page.ts";
import type {
  AppendData,
  AppendEntry,
  AppendOptions,
  AppendResult,
  CreateOptions,
  CreateResult,
  DataFor,
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
 * All of them can also reject with `STORE_CLOSED`, with `STORE_FAILED` or `STORE_CORRUPT` where SQLite fails, and those that
 * write with `STORE_READ_ONLY`, `DISK_FULL`, and `STORE_LOCKED` while another program holds a lock on the database. From a
 * window they reject with `FORBIDDEN` where its access to the path does not suffice, with `TOO_MANY` or `TOO_LARGE` where it
 * sends more than a port accepts, and with `DISCONNECTED` once its connection was closed. If the connection is lost, reads are
 * repeated; a write that had no response yet rejects with `DISCONNECTED`: it may or may not have happened. The same holds for a
 * hosted store.
 */
export interface StreamOperations {
  /**
   * Creates a stream, unless one with the same configuration exists already: safe to call at every start
   * (PROTOCOL.md, section 5.1). The configuration is the content type, TTL or expiry, retention, fork, and whether the
   * stream is closed. `data` is appended in the same transaction, only if the stream is created, and is not compared. Options
   * that are left out are those of the stream's definition, if it has one.
   *
   * @param path segments separated by `/`, such as `chat/42`; at most 1,024 bytes of UTF-8
   * @returns the stream, and in `created` whether it is new
   * @throws StreamError `BAD_REQUEST`; `EXISTS` if a stream with another configuration has the path (`details.have` and
   *   `details.wanted` are the options that differ; `ensure` changes what may change), or a deleted one that its forks still
   *   need; `INVALID` and `CONTENT_TYPE_MISMATCH` if `data` or the content type does not fit the definition of the stream;
   *   `TOO_LARGE` if `data` holds a message above `maxMessageBytes` or more than 500,000 messages. With
   *   `fork` also `NOT_FOUND` or `SOURCE_DELETED` (the source), `CONTENT_TYPE_MISMATCH`, and `GONE` if the source no longer
   *   has `fork.offset` (`details.earliestOffset`)
   */
  create(path: StreamTarget, options?: CreateOptions): Promise<CreateResult>;
  /**
   * Makes a stream as it is wanted: creates it, or brings the one that exists in line with the options that are given. What
   * may change is the retention, and the TTL or expiry, which starts anew; options that are left out stay as they are. Use it
   * where the configuration in the code is the one that counts, whatever was set before. Repeating it changes nothing.
   *
   * @param path as in `create`
   * @returns the stream, and in `created` whether it is new
   * @throws StreamError as `create` does; `EXISTS` only if the content type, the fork or the closed state differs, which
   *   cannot change (`details.have`, `details.wanted`), or for a deleted stream that its forks still need. `NOT_FOUND` or
   *   `GONE` if another caller deletes it meanwhile
   */
  ensure(path: StreamTarget, options?: CreateOptions): Promise<CreateResult>;
  /**
   * Appends one message, or an array of messages as one atomic batch (PROTOCOL.md, section 5.2). Resolves when they are
   * committed; with `durability: "full"`, the default, they are on disk then. Restarts a TTL. Creates the stream if it does not
   * exist and the store knows a definition of it, unless `expectedOffset` is given.
   *
   * @param data JSON values for an `application/json` stream, otherwise a `Uint8Array` or a string (stored as UTF-8). At
   *   most 500,000 messages
   * @returns the offset after the last message
   * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`; `GONE` if the stream was deleted and only its forks remain; `CLOSED`
   *   (`details.tailOffset`); `CONTENT_TYPE_MISMATCH`; `OFFSET_CONFLICT` (`details.tailOffset`); `SEQ_CONFLICT`
   *   (`details.lastSeq`); `PRODUCER_FENCED` (`details.epoch`); `PRODUCER_GAP` (`details.expectedSeq`, `details.receivedSeq`); `TOO_LARGE`
   *   (`details.maxMessageBytes`); `INVALID` (`details.issues`, `details.positions`) if a message does not fit the definition of
   *   the stream. Nothing was written then, except with `DISCONNECTED`: the append may have happened
   */
  append<Input = AppendData>(
    path: StreamTarget<Input>,
    data: DataFor<Input>,
    options?: AppendOptions,
  ): Promise<AppendResult>;
  /**
   * Appends to several streams in one commit: all appends are stored, or none. They are checked in order, each as it would be
   * after the ones before it, so one stream can occur several times. A retry of a `producer` counts as stored.
   *
   * @param appends at most 1,000, with at most 500,000 messages in all. An empty array appends nothing
   * @returns the result of each append, in order
   * @throws StreamError as `append` does, about the first append that cannot be stored: `details.index` is its place in the
   *   array, and the other details are those of `append`
   */
  appendAll<Targets extends readonly StreamTarget[]>(
    appends: readonly [...{ readonly [Index in keyof Targets]: AppendEntry<Targets[Index]> }],
  ): Promise<AppendResult[]>;
  /**
   * Reads a page of messages into one buffer (PROTOCOL.md, section 5.6); `unpackPage` splits it. `read` is the same with one
   * value for each message. A page at the tail is empty. Restarts a TTL.
   *
   * @throws StreamError `BAD_REQUEST` (with `details.tailOffset` if the offset is beyond the tail), `NOT_FOUND`; `GONE` if
   *   retention has dropped the messages at the offset, or the offset belongs to a deleted stream of the same path (both with
   *   `details.earliestOffset`), or the stream was deleted and only its forks remain
   */
  readPacked(path: StreamTarget, options?: ReadOptions): Promise<PackedPage>;
  /**
   * Returns the properties of a stream, without its messages (PROTOCOL.md, section 5.5). Does not restart a TTL.
   *
   * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`; `GONE` if the stream was deleted and only its forks remain
   */
  head(path: StreamTarget): Promise<StreamInfo>;
  /**
   * Lists streams in the order of their paths, a page at a time. A window gets the streams that it may read.
   *
   * @throws StreamError `BAD_REQUEST`
   */
  list(options?: ListOptions): Promise<ListPage>;
  /**
   * Closes a stream permanently: appends are rejected with `CLOSED`, and readers learn that they have reached the end
   * (PROTOCOL.md, section 5.3). Closing a closed stream succeeds, with `duplicate: true`.
   *
   * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`; `GONE` if the stream was deleted and only its forks remain
   */
  closeStream(path: StreamTarget): Promise<AppendResult>;
  /**
   * Deletes a stream permanently (PROTOCOL.md, section 5.4). It is unreadable at once; its disk space is reclaimed in the
   * background. As long as forks need its messages, the path cannot be used again and answers `GONE`.
   *
   * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`; `GONE` if it was deleted already and only its forks remain
   */
  delete(path: StreamTarget): Promise<void>;
  /**
   * Restarts a stream's TTL as a read does, and resolves once the new deadline is on disk. Without a TTL it changes nothing.
   *
   * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`; `GONE` if the stream was deleted and only its forks remain
   */
  touch(path: StreamTarget): Promise<StreamInfo>;
  /**
   * Replaces a stream's retention. Messages beyond the new limits are dropped before it resolves, and cannot be restored.
   *
   * @param retention left out, the stream keeps everything from now on
   * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`; `GONE` if the stream was deleted and only its forks remain
   */
  setRetention(path: StreamTarget, retention?: Retention): Promise<StreamInfo>;
}

export type OperationName = keyof StreamOperations;

/** What a window may do with a path. Each level includes the ones before it. */
export type Access = "none" | "read" | "append" | "manage";

/** The access that each operation needs. */
export const operationAccess = {
  create: "manage",
  ensure: "manage",
  append: "append",
  appendAll: "append",
  readPacked: "read",
  head: "read",
  list: "read",
  closeStream: "append",
  delete: "manage",
  touch: "manage",
  setRetention: "manage",
} as const satisfies Record<OperationName, Access>;
