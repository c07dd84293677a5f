import createDebug from "debug";
import { StreamError } from "../protocol/errors.ts";
import { unpackPage, unpackPages, type PackedPage } from "../protocol/packed-page.ts";
import type {
  AppendData,
  AppendOptions,
  AppendResult,
  CreateOptions,
  CreateResult,
  ListOptions,
  ListPage,
  ReadOptions,
  ReadPage,
  Retention,
  StreamChange,
  StreamInfo,
  SubscribeOptions,
} from "../protocol/stream.ts";
import type { BackupOptions } from "./operations/backup.ts";
import type { Watch } from "./live/live-readers.ts";
import { nodeApiProblem } from "./sqlite/node-api.ts";
import { append } from "./operations/append.ts";
import { closeStream } from "./operations/close-stream.ts";
import { create } from "./operations/create/create.ts";
import { deleteStream } from "./operations/delete.ts";
import { head } from "./operations/head.ts";
import { list } from "./operations/list.ts";
import { readPacked } from "./operations/read.ts";
import { subscribePacked, type PacedOptions } from "./operations/subscribe.ts";
import { setRetention } from "./operations/set-retention.ts";
import { touch } from "./operations/touch.ts";
import { resolveOptions, type StoreOptions } from "./options.ts";
import type { Inspection } from "./inspection/inspection.ts";
import { openStore, type OpenStore } from "./wiring.ts";
import type { StoreStats } from "./operations/stats.ts";
import { StreamReplicas } from "./replicas/stream-replicas.ts";
import type { VerifyProgress } from "./verify/findings.ts";
import type { VerifyOptions } from "./verify/verify.ts";
import type { StreamStoreApi } from "./store-api.ts";
import { StreamSubscriptions } from "./subscriptions/stream-subscriptions.ts";

const debug = createDebug("electron-durable-streams:store");

/**
 * Opens a store, and creates it if the directory holds none.
 *
 * @throws StreamError `BAD_REQUEST`, `STORE_LOCKED` (`details.pid` has it open for writing),
 *   `STORE_CORRUPT`, `STORE_NEWER`, `DISK_FULL`, `NOT_FOUND` (read-only, and there is no store)
 */
export function openStreamStore(options: StoreOptions): StreamStore {
  const problem = nodeApiProblem();
  if (problem !== undefined) throw new StreamError("STORE_FAILED", problem);
  const resolved = resolveOptions(options);
  const store = new StreamStore(openStore(resolved));
  debug("opened %s, durability %s", resolved.directory ?? "in memory", resolved.durability);
  return store;
}

/** Durable streams in one SQLite database. */
export class StreamStore implements StreamStoreApi {
  readonly #store: OpenStore;
  /** Durable cursors that wake workers. */
  readonly subscriptions: StreamSubscriptions;
  /** How far the copies of streams elsewhere are. */
  readonly replicas: StreamReplicas;

  /** @internal Use `openStreamStore`: what this takes is not published, nor are its types. */
  constructor(store: OpenStore) {
    this.#store = store;
    this.subscriptions = new StreamSubscriptions(store.subscriptions.context);
    this.replicas = new StreamReplicas(store.context);
  }

  create(path: string, options?: CreateOptions): Promise<CreateResult> {
    return create(this.#store.context, path, options);
  }

  append(path: string, data: AppendData, options?: AppendOptions): Promise<AppendResult> {
    return append(this.#store.context, path, data, options);
  }

  /**
   * A page of messages from an offset on (the start by default): up to 1,000, or 1 MiB of them. Empty at the tail. Restarts
   * the stream's time to live.
   *
   * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`, `GONE` (`details.earliestOffset` is what retention kept)
   */
  async read(path: string, options?: ReadOptions): Promise<ReadPage> {
    return unpackPage(await this.readPacked(path, options));
  }

  async readPacked(path: string, options?: ReadOptions): Promise<PackedPage> {
    return this.#store.snapshot(() => readPacked(this.#store.context, path, options));
  }

  async head(path: string): Promise<StreamInfo> {
    return this.#store.snapshot(() => head(this.#store.context, path));
  }

  async list(options?: ListOptions): Promise<ListPage> {
    return this.#store.snapshot(() => list(this.#store.context, options));
  }

  closeStream(path: string): Promise<AppendResult> {
    return closeStream(this.#store.context, path);
  }

  delete(path: string): Promise<void> {
    return deleteStream(this.#store.context, path);
  }

  touch(path: string): Promise<StreamInfo> {
    return touch(this.#store.context, path);
  }

  setRetention(path: string, retention?: Retention): Promise<StreamInfo> {
    return setRetention(this.#store.context, path, retention);
  }

  /**
   * Messages from an offset on, then live: pages with at least one message, until the end of a closed stream or until the
   * signal is aborted. Each page is read when it is asked for: a slow loop holds one page and misses nothing.
   *
   * @throws StreamError as `read` does, also later: `NOT_FOUND` when the stream is deleted or expires, `GONE` when
   *   retention overtakes the reader
   */
  subscribe(path: string, options?: SubscribeOptions): AsyncGenerator<ReadPage, void, undefined> {
    return unpackPages(this.subscribePacked(path, options));
  }

  /** As `subscribe`, with pages as they lie on disk; the first one comes at once, also an empty one. */
  subscribePacked(path: string, options?: PacedOptions): AsyncGenerator<PackedPage, void, undefined> {
    return subscribePacked(this.#store.context, path, options);
  }

  /**
   * What happens to streams from now on; ends when the signal is aborted or the store is closed.
   *
   * @throws StreamError `TOO_MANY` where 100,000 changes wait to be taken: listen again, and list what there is
   */
  changes(options?: { readonly signal?: AbortSignal }): AsyncIterableIterator<StreamChange> {
    return this.#store.changes(options);
  }

  /** Waits for something to happen to `path`, or to any stream if it is left out; close it when done. */
  watch(path: string | undefined, signal?: AbortSignal): Watch {
    return this.#store.watch(path, signal);
  }

  /** Gives the space of what was deleted back to the file system, without holding up other work. */
  compact(): Promise<void> {
    return this.#store.compact();
  }

  /** Copies the store as it is now into a file of its own, while appends go on; see `backup.ts`. */
  backup(file: string, options?: BackupOptions): Promise<void> {
    return this.#store.backup(file, options);
  }

  /** Reads the whole store, in slices, and says what is wrong with it; see `verify/verify.ts`. */
  verify(options?: VerifyOptions): AsyncGenerator<VerifyProgress, void, undefined> {
    return this.#store.verify(options);
  }

  /** What an inspector asks; from the first time on, the slowest operations are remembered. */
  get inspection(): Inspection {
    this.#store.slowOperations.begin(this);
    return this.#store.inspection;
  }

  stats(): StoreStats {
    return this.#store.stats();
  }

  /** Commits what was submitted and closes the files; a second call does nothing. */
  async close(): Promise<void> {
    await this.#store.close();
    debug("closed %s", this.#store.context.options.directory ?? "a store in memory");
  }
}
