import { createArguments } from "../protocol/definitions/arguments.ts";
import { pathOf, type StreamTarget } from "../protocol/definitions/reference.ts";
import { StreamError } from "../protocol/errors.ts";
import type { OperationName } from "../protocol/operations.ts";
import { unpackPage, unpackPages, type PackedPage } from "../protocol/packed-page.ts";
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
  ReadPage,
  Retention,
  StreamChange,
  StreamInfo,
  SubscribeOptions,
} from "../protocol/stream.ts";
import { createDebug } from "../debug/index.ts";
import { readPagesOf, requirePageOf } from "../schema/read-page.ts";
import type { StoreContext } from "./context.ts";
import { Inspection } from "./inspection/inspection.ts";
import type { Watch } from "./live/live-readers.ts";
import { loadPart } from "./load-part.ts";
import { append } from "./operations/append/append.ts";
import { appendAll } from "./operations/append/append-all.ts";
import type { BackupOptions } from "./operations/backup.ts";
import { changes, type ChangesOptions } from "./live/changes.ts";
import { closeStream } from "./operations/close-stream.ts";
import { compact } from "./operations/compact.ts";
import { create } from "./operations/create/create.ts";
import { ensure } from "./operations/create/ensure.ts";
import { deleteStream } from "./operations/delete.ts";
import { head } from "./operations/head.ts";
import { list } from "./operations/list.ts";
import { readPacked } from "./operations/read.ts";
import { setRetention } from "./operations/set-retention.ts";
import { stats, type StoreStats } from "./operations/stats.ts";
import { subscribePacked, type PacedOptions } from "./operations/subscribe.ts";
import { touch } from "./operations/touch.ts";
import { watch } from "./live/watch.ts";
import { resolveOptions, type StoreOptions } from "./options.ts";
import { StreamReplicas } from "./replicas/stream-replicas.ts";
import { toStreamError, withStreamErrors } from "./sqlite/errors.ts";
import { nodeApiProblem } from "./sqlite/node-api.ts";
import type { StreamStoreApi } from "./store-api.ts";
import { StreamSubscriptions } from "./subscriptions/stream-subscriptions.ts";
import { traced, tracedRead } from "./tracing.ts";
import type { VerifyProgress } from "./verify/findings.ts";
import type { VerifyOptions } from "./verify/verify.ts";
import { openStore, type OpenStore } from "./wiring.ts";

const debug = createDebug("electron-durable-streams:store");

/**
 * Opens a store, and creates it if the directory holds none.
 *
 * @throws StreamError `BAD_REQUEST`, `STORE_LOCKED` (`details.pid` has it open for writing; without it, another program has
 *   held a lock on the database for a second, which blocks the call), `STORE_CORRUPT`, `STORE_NEWER`, `DISK_FULL`, `NOT_FOUND`
 *   (read-only, and there is no store), `STORE_READ_ONLY`, `STORE_FAILED` (`details.reason` is the system's code, such as
 *   `EACCES`, and `details.path` what it refused)
 */
export function openStreamStore(options: StoreOptions): StreamStore {
  const problem = nodeApiProblem();
  if (problem !== undefined) throw new StreamError("STORE_FAILED", problem);
  const resolved = resolveOptions(options);
  const store = new StreamStore(openStore(resolved));
  debug("opened %s, durability %s", resolved.directory ?? "in memory", resolved.durability);
  return store;
}

/** @internal The parts of a store, for tests. */
export let partsOf: (store: StreamStore) => OpenStore;

/**
 * Durable streams in one SQLite database.
 *
 * Besides the codes at each method: every method fails with `STORE_CLOSED` after `close`, and with `STORE_FAILED` or
 * `STORE_CORRUPT` if the database cannot be read or written; what writes fails with `STORE_READ_ONLY` in a read-only store.
 */
export class StreamStore implements StreamStoreApi {
  static {
    partsOf = (store) => store.#store;
  }

  readonly #store: OpenStore;
  #inspection: Inspection | undefined;
  /** @internal Counts messages that a reader of this or of another process could not read with its schema. */
  readonly countInvalid = (count: number): void => {
    this.#store.context.definitions.invalidMessages += count;
  };
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

  async create(path: StreamTarget, options?: CreateOptions): Promise<CreateResult> {
    return this.#run("create", create, ...createArguments(path, options));
  }

  async ensure(path: StreamTarget, options?: CreateOptions): Promise<CreateResult> {
    return this.#run("ensure", ensure, ...createArguments(path, options));
  }

  append<Input = AppendData>(
    path: StreamTarget<Input>,
    data: DataFor<Input>,
    options?: AppendOptions,
  ): Promise<AppendResult> {
    return this.#runOn("append", append, path, data, options);
  }

  appendAll<Targets extends readonly StreamTarget[]>(
    appends: readonly [...{ readonly [Index in keyof Targets]: AppendEntry<Targets[Index]> }],
  ): Promise<AppendResult[]> {
    return this.#run("appendAll", appendAll, appends);
  }

  /**
   * A page of messages from an offset on (the start by default): up to 1,000 messages, or 1 MiB. Empty at the tail. Restarts
   * the stream's time to live.
   *
   * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`, `GONE` (`details.earliestOffset` is what retention kept); `INVALID`
   *   (`details.offset`, `details.issues`) if the first message does not fit the schema of the reference. One further on ends
   *   the page before it
   */
  async read<Data = unknown>(
    path: StreamTarget<unknown, Data>,
    options?: ReadOptions,
  ): Promise<ReadPage<Data>> {
    return requirePageOf(path, unpackPage(await this.readPacked(path, options)), this.countInvalid, options);
  }

  readPacked(path: StreamTarget, options?: ReadOptions): Promise<PackedPage> {
    return this.#runOn("readPacked", readPacked, path, options);
  }

  head(path: StreamTarget): Promise<StreamInfo> {
    return this.#runOn("head", head, path);
  }

  list(options?: ListOptions): Promise<ListPage> {
    return this.#run("list", list, options);
  }

  closeStream(path: StreamTarget): Promise<AppendResult> {
    return this.#runOn("closeStream", closeStream, path);
  }

  delete(path: StreamTarget): Promise<void> {
    return this.#runOn("delete", deleteStream, path);
  }

  touch(path: StreamTarget): Promise<StreamInfo> {
    return this.#runOn("touch", touch, path);
  }

  setRetention(path: StreamTarget, retention?: Retention): Promise<StreamInfo> {
    return this.#runOn("setRetention", setRetention, path, retention);
  }

  /**
   * Messages from an offset on, then live: pages with at least one message, until the end of a closed stream or until the
   * signal is aborted. Each page is read when it is asked for: a slow loop holds one page and misses nothing.
   *
   * @throws StreamError as `read` does, also later: `NOT_FOUND` when the stream is deleted or expires, `GONE` when
   *   retention overtakes the reader; `INVALID` (`details.offset`, `details.issues`) once the messages before the one that
   *   does not fit the schema of the reference were read
   */
  subscribe<Data = unknown>(
    path: StreamTarget<unknown, Data>,
    options?: SubscribeOptions,
  ): AsyncGenerator<ReadPage<Data>, void, undefined> {
    return readPagesOf(path, unpackPages(this.subscribePacked(path, options)), this.countInvalid);
  }

  /**
   * As `subscribe`, with pages as they lie on disk; the first one comes at once, even if it is empty.
   *
   * @throws StreamError as `subscribe` does
   */
  subscribePacked(path: StreamTarget, options?: PacedOptions): AsyncGenerator<PackedPage, void, undefined> {
    const traced = <T>(read: () => T) => tracedRead(this, pathOf(path), read);
    return subscribePacked(this.#store.context, path, options, traced);
  }

  /**
   * What happens to streams from now on; ends when the signal is aborted or the store is closed.
   *
   * @throws StreamError `BAD_REQUEST`, `STORE_READ_ONLY`, `STORE_CLOSED`; later `TOO_MANY` where 100,000 changes wait to be
   *   taken: listen again, and list what there is
   */
  changes(options?: ChangesOptions): AsyncIterableIterator<StreamChange> {
    return changes(this.#store.context, options);
  }

  /**
   * Waits for something to happen to `path`, or to any stream if it is left out; close it when done.
   *
   * @throws StreamError `STORE_CLOSED`
   */
  watch(path: StreamTarget | undefined, signal?: AbortSignal): Watch {
    return watch(this.#store.context, path === undefined ? path : pathOf(path), signal);
  }

  /**
   * Gives the space of what was deleted back to the file system, without holding up other work.
   *
   * @throws StreamError `STORE_READ_ONLY`, `STORE_LOCKED` (another program holds a lock), `STORE_CLOSED`, also when the store
   *   is closed meanwhile
   */
  async compact(): Promise<void> {
    await traced(this, "compact", compact, this.#store, undefined, undefined, undefined);
  }

  /**
   * Copies the store as it is now into a file, while appends go on. The file appears once it is complete and flushed, and
   * replaces one of that name; until then the copy is beside it, as `<file>.<random>.partial`.
   *
   * @throws StreamError `BAD_REQUEST` (`details.path`: the file belongs to a store or to a database in use, is in another
   *   store's folder, is no regular file, is write-protected, or has no folder), `DISK_FULL`, `STORE_CLOSED`, `STORE_FAILED`;
   *   the signal's reason
   */
  async backup(file: string, options?: BackupOptions): Promise<void> {
    const { backup } = await loadPart(() => import("./operations/backup.ts"), this.#store.context.options);
    return traced(this, "backup", backup, this.#store, file, options, undefined);
  }

  /**
   * Reads the whole store as it is at the start, in slices of about two milliseconds, and reports what is wrong with it. The
   * last report is `done`.
   *
   * @throws StreamError `BAD_REQUEST`, `STORE_CLOSED`, also when the store is closed meanwhile
   */
  async *verify(options?: VerifyOptions): AsyncGenerator<VerifyProgress, void, undefined> {
    const { verify } = await loadPart(() => import("./verify/verify.ts"), this.#store.context.options);
    yield* verify(this.#store, options);
  }

  /**
   * The inspector's API, created on first access. Slow operations are recorded from then on.
   *
   * @throws StreamError `STORE_CLOSED`
   */
  get inspection(): Inspection {
    this.#store.context.commit.assertOpen();
    return (this.#inspection ??= new Inspection(this.#store, this));
  }

  /** @throws StreamError `STORE_CLOSED` */
  stats(): StoreStats {
    try {
      return stats(this.#store);
    } catch (error) {
      throw toStreamError(error);
    }
  }

  /** @internal See `StreamStoreApi`. */
  announce(url: string): () => void {
    return this.#store.announced.add(url);
  }

  /**
   * Commits what was submitted and closes the files; a second call does nothing more. While another program holds the write
   * lock it waits for a second; then the writes that still wait reject with `STORE_LOCKED`, and it closes.
   */
  async close(): Promise<void> {
    this.#inspection?.stop();
    await withStreamErrors(() => this.#store.close());
    debug("closed %s", this.#store.context.options.directory ?? "a store in memory");
  }

  /** For operations on one stream. */
  #runOn<B, C, T>(
    name: OperationName,
    operation: (context: StoreContext, path: string, b?: B, c?: C) => Promise<T>,
    target: StreamTarget,
    b?: B,
    c?: C,
  ): Promise<T> {
    let path: string;
    try {
      path = pathOf(target);
    } catch (error) {
      return Promise.reject(error);
    }
    return this.#run(name, operation, path, b, c);
  }

  #run<A, B, C, T>(
    name: OperationName,
    operation: (context: StoreContext, a: A, b?: B, c?: C) => Promise<T>,
    a: A,
    b?: B,
    c?: C,
  ): Promise<T> {
    return traced(this, name, operation, this.#store.context, a, b, c);
  }
}
