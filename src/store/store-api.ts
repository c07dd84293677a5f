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
  /** How far the copies of streams elsewhere are. Replication maintains it. */
  readonly replicas: ReplicasApi;
  /**
   * A page of messages from an offset on (the start by default): up to 1,000 messages, or 1 MiB. Empty at the tail. Restarts
   * the stream's time to live.
   *
   * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`, `GONE` (`details.earliestOffset` is what retention kept), `STORE_CLOSED`
   */
  read(path: string, options?: ReadOptions): Promise<ReadPage>;
  /**
   * Messages from an offset on, then live: pages with at least one message, until the end of a closed stream or until the
   * signal is aborted. Each page is read when it is asked for: a slow loop holds one page and misses nothing.
   *
   * @throws StreamError as `read` does, also later: `NOT_FOUND` when the stream is deleted or expires, `GONE` when
   *   retention overtakes the reader
   */
  subscribe(path: string, options?: SubscribeOptions): AsyncGenerator<ReadPage, void, undefined>;
  /**
   * As `subscribe`, with pages as they lie on disk; the first one comes at once, even if it is empty.
   *
   * @throws StreamError as `subscribe` does
   */
  subscribePacked(path: string, options?: SubscribeOptions): AsyncGenerator<PackedPage, void, undefined>;
  /**
   * What happens to streams from now on; ends when the signal is aborted or the store is closed.
   *
   * @throws StreamError `BAD_REQUEST`, `STORE_READ_ONLY`, `STORE_CLOSED`; later `TOO_MANY` where 100,000 changes wait to be
   *   taken, `DISCONNECTED` where a hosted store's process dies: listen again, and list what there is
   */
  changes(options?: { readonly signal?: AbortSignal }): AsyncIterableIterator<StreamChange>;
  /**
   * Reads the whole store as it is at the start, and reports what is wrong with it. The last report is `done`.
   *
   * @throws StreamError `BAD_REQUEST`, `STORE_CLOSED`, also when the store is closed meanwhile
   */
  verify(options?: VerifyOptions): AsyncIterableIterator<VerifyProgress>;
  /**
   * Gives the space of what was deleted back to the file system, without holding up other work.
   *
   * @throws StreamError `STORE_READ_ONLY`, `STORE_CLOSED`, also when the store is closed meanwhile
   */
  compact(): Promise<void>;
  /**
   * Copies the store as it is now into a file, while appends go on. The file appears once it is complete, and replaces one of
   * that name.
   *
   * @throws StreamError `BAD_REQUEST`, `DISK_FULL`, `STORE_CLOSED`, `STORE_FAILED`
   */
  backup(file: string): Promise<void>;
  /** @throws StreamError `STORE_CLOSED` */
  stats(): StoreStats | Promise<StoreStats>;
  /** Commits what was submitted and closes the files; a second call does nothing. */
  close(): Promise<void>;
}

/** The methods of `StreamSubscriptions`. */
export type SubscriptionsApi = Pick<StreamSubscriptions, keyof StreamSubscriptions>;

/** The methods of `StreamReplicas`. */
export type ReplicasApi = Pick<StreamReplicas, keyof StreamReplicas>;
