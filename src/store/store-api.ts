import type { StreamTarget } from "../protocol/definitions/reference.ts";
import type { StreamOperations } from "../protocol/operations.ts";
import type { PackedPage } from "../protocol/packed-page.ts";
import type { ReadOptions, ReadPage, StreamChange, SubscribeOptions } from "../protocol/stream.ts";
import type { StoreStats } from "./operations/stats.ts";
import type { VerifyProgress } from "./verify/findings.ts";
import type { VerifyOptions } from "./verify/verify.ts";
import type { StreamReplicas } from "./replicas/stream-replicas.ts";
import type { StreamSubscriptions } from "./subscriptions/stream-subscriptions.ts";

/**
 * What `StreamStore` and a hosted store have in common: accept this type where either will do.
 *
 * A hosted store repeats reads when its process has died; a write whose answer was lost rejects with `DISCONNECTED`: it may or
 * may not have happened.
 */
export interface StreamStoreApi extends StreamOperations {
  readonly subscriptions: SubscriptionsApi;
  /** How far the copies of streams on other servers are. Replication maintains it. */
  readonly replicas: ReplicasApi;
  /**
   * Reads a page of messages from an offset on (the start by default): up to 1,000 messages or 1 MiB by default. A page at the
   * tail is empty. Restarts a TTL.
   *
   * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`, `GONE` (`details.earliestOffset` can still be read), `STORE_CLOSED`;
   *   `INVALID` (`details.offset`, `details.issues`) if the first message does not fit the schema of the reference. One further
   *   on ends the page before it
   */
  read<Data = unknown>(path: StreamTarget<unknown, Data>, options?: ReadOptions): Promise<ReadPage<Data>>;
  /**
   * Reads the messages from an offset on, then those that are appended: pages with at least one message, until the end of a
   * closed stream or until the signal is aborted. Each page is read when the loop asks for it: a slow loop holds one page and
   * misses nothing.
   *
   * @throws StreamError as `read` does, also later: `NOT_FOUND` when the stream is deleted or expires, `GONE` when
   *   retention overtakes the reader; `INVALID` (`details.offset`, `details.issues`) once the messages before the one that
   *   does not fit the schema of the reference were read
   */
  subscribe<Data = unknown>(
    path: StreamTarget<unknown, Data>,
    options?: SubscribeOptions,
  ): AsyncGenerator<ReadPage<Data>, void, undefined>;
  /**
   * As `subscribe`, with each page in one buffer; the first page comes at once, even if it is empty.
   *
   * @throws StreamError as `subscribe` does
   */
  subscribePacked(
    path: StreamTarget,
    options?: SubscribeOptions,
  ): AsyncGenerator<PackedPage, void, undefined>;
  /**
   * Reports the changes of all streams from now on, in order; several appends to a stream may be reported as one. Ends when
   * the signal is aborted or the store is closed.
   *
   * @throws StreamError `BAD_REQUEST`, `STORE_READ_ONLY`, `STORE_CLOSED`; later `TOO_MANY` if the loop is 100,000 changes
   *   behind, `DISCONNECTED` if a hosted store's process dies: listen again, and list the streams
   */
  changes(options?: { readonly signal?: AbortSignal }): AsyncIterableIterator<StreamChange>;
  /**
   * Checks the whole store as it is at the time of the call, and reports the problems that it finds. The last report is `done`.
   *
   * @throws StreamError `BAD_REQUEST`, `STORE_CLOSED`, also when the store is closed meanwhile
   */
  verify(options?: VerifyOptions): AsyncIterableIterator<VerifyProgress>;
  /**
   * Deletes unreadable messages and returns free space to the file system, in small steps between other work. Resolves when
   * the file has shrunk.
   *
   * @throws StreamError `STORE_READ_ONLY`, `STORE_CLOSED`, also when the store is closed meanwhile
   */
  compact(): Promise<void>;
  /**
   * Copies the store as it is at the time of the call into a file, while appends continue. The file appears once it is
   * complete, and replaces an existing one.
   *
   * @throws StreamError `BAD_REQUEST` (`details.path`: the file belongs to a store or to a database in use, is in another
   *   store's folder, is no regular file, is write-protected, or has no folder), `DISK_FULL`, `STORE_CLOSED`, `STORE_FAILED`
   */
  backup(file: string): Promise<void>;
  /** @throws StreamError `STORE_CLOSED` */
  stats(): StoreStats | Promise<StoreStats>;
  /**
   * Tells processes that find the store locked at which URL they can ask for its streams, until the function that it returns
   * is called.
   *
   * @internal
   */
  announce?(url: string): () => void;
  /** Commits the writes that were submitted and closes the files; a second call does nothing. */
  close(): Promise<void>;
}

/** The methods of `StreamSubscriptions`. */
export type SubscriptionsApi = Pick<StreamSubscriptions, keyof StreamSubscriptions>;

/** The methods of `StreamReplicas`. */
export type ReplicasApi = Pick<StreamReplicas, keyof StreamReplicas>;
