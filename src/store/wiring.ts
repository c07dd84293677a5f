import { StreamError } from "../protocol/errors.ts";
import type { StreamChange } from "../protocol/stream.ts";
import { backup, type BackupOptions } from "./operations/backup.ts";
import { BelievedClock } from "./clock/believed-clock.ts";
import { Catalog } from "./streams/catalog.ts";
import { checkOptions, isSignal } from "./check-options.ts";
import { ChangeFeed } from "./live/change-feed.ts";
import { Checkpoints } from "./sqlite/checkpoints.ts";
import { openDatabase, type OpenDatabase } from "./sqlite/database.ts";
import { Garbage } from "./background/garbage.ts";
import { GroupCommit, type Committed } from "./commit/group-commit.ts";
import { Inspection } from "./inspection/inspection.ts";
import { LazyStatements } from "./sqlite/lazy-statements.ts";
import { LazyTransaction } from "./sqlite/lazy-transaction.ts";
import { anyPath, LiveReaders, type Watch } from "./live/live-readers.ts";
import { Maintenance } from "./background/maintenance.ts";
import { MessageLog } from "./messages/log.ts";
import { OtherWriter } from "./live/other-writer.ts";
import type { ResolvedStoreOptions } from "./options.ts";
import { Producers } from "./streams/producers.ts";
import { Replicas } from "./replicas/table.ts";
import { readOnlyError, toStreamError } from "./sqlite/errors.ts";
import { SlowOperations } from "./inspection/slow-operations.ts";
import { databaseStats, type StoreStats } from "./operations/stats.ts";
import { assertNotClosed, type StoreContext } from "./context.ts";
import { Subscriptions } from "./subscriptions/subscriptions.ts";
import type { VerifyProgress } from "./verify/findings.ts";
import { verify, type VerifyOptions } from "./verify/verify.ts";

/** Puts the parts of a store together. @throws StreamError as `openStreamStore` does */
export function openStore(options: ResolvedStoreOptions): OpenStore {
  const database = openDatabase(options);
  try {
    return new OpenStore(options, database);
  } catch (error) {
    database.close();
    throw toStreamError(error);
  }
}

/** An open store: its parts, and what concerns all of them. */
export class OpenStore {
  readonly context: StoreContext;
  readonly subscriptions: Subscriptions;
  readonly slowOperations: SlowOperations;
  readonly #database: OpenDatabase;
  #inspection: Inspection | undefined;
  readonly #maintenance: Maintenance | undefined;
  readonly #otherWriter: OtherWriter | undefined;
  readonly #checkpoints: Checkpoints;

  constructor(options: ResolvedStoreOptions, database: OpenDatabase) {
    const { db } = database;
    const transaction = new LazyTransaction(db);
    const statements = new LazyStatements(db, () => transaction.beforeWrite());
    const log = new MessageLog(statements);
    const catalog = new Catalog(statements, log, options);
    const garbage = new Garbage(statements);
    this.#database = database;
    this.slowOperations = new SlowOperations(options.now);
    this.#checkpoints = new Checkpoints(db, (work) => this.context.commit.inOwnTurn(work));
    this.context = {
      options,
      catalog,
      garbage,
      log,
      producers: new Producers(statements),
      replicas: new Replicas(statements),
      commit: new GroupCommit(
        db,
        { transaction, catalog, log, garbage, logger: options.logger },
        (committed) => this.#committed(committed),
      ),
      live: new LiveReaders(),
      changes: new ChangeFeed(),
      believed: new BelievedClock(options.now, options.expiryGraceMs),
      snapshot: (read) => this.snapshot(read),
    };
    this.subscriptions = new Subscriptions(this.context, statements);
    if (options.readOnly) this.#otherWriter = new OtherWriter(db, this.context.live);
    else this.#maintenance = new Maintenance(this.context, db);
  }

  /** Made when it is first asked for: a store that nobody inspects pays nothing for it. */
  get inspection(): Inspection {
    assertNotClosed(this.context);
    const { db, file } = this.#database;
    this.#inspection ??= new Inspection(this.context, db, file, this.#maintenance, this.slowOperations);
    return this.#inspection;
  }

  /** See `StoreContext`. */
  snapshot<T>(read: () => T): T {
    try {
      assertNotClosed(this.context);
      this.context.commit.boundCache();
      return this.context.options.readOnly ? this.#database.db.transaction(read)() : read();
    } catch (error) {
      throw toStreamError(error);
    }
  }

  changes(options: { readonly signal?: AbortSignal } = {}): AsyncIterableIterator<StreamChange> {
    checkOptions("changes", options, { signal: isSignal });
    assertNotClosed(this.context);
    if (this.context.options.readOnly) {
      throw new StreamError("STORE_READ_ONLY", "only the writer of a store knows its changes");
    }
    return this.context.changes.listen(options.signal);
  }

  watch(path: string | undefined, signal: AbortSignal | undefined): Watch {
    assertNotClosed(this.context);
    return this.context.live.watch(path ?? anyPath, signal);
  }

  async compact(): Promise<void> {
    assertNotClosed(this.context);
    if (!this.#maintenance) throw readOnlyError();
    await this.#maintenance.compact();
  }

  async backup(file: string, options?: BackupOptions): Promise<void> {
    assertNotClosed(this.context);
    this.context.commit.flush();
    try {
      await backup(this.#database, file, options);
    } catch (error) {
      // Closed meanwhile: SQLite then says something of its own.
      assertNotClosed(this.context);
      if (options?.signal?.aborted) throw error;
      throw toStreamError(error);
    }
  }

  verify(options?: VerifyOptions): AsyncGenerator<VerifyProgress, void, undefined> {
    const { db, file } = this.#database;
    const { commit } = this.context;
    const store = { db, file, flush: () => commit.flush(), assertOpen: () => assertNotClosed(this.context) };
    return verify(store, options);
  }

  stats(): StoreStats {
    assertNotClosed(this.context);
    const { catalog, live, changes } = this.context;
    return {
      streams: catalog.count(),
      subscriptions: live.total + changes.listeners,
      ...databaseStats(this.#database.db, this.#database.file),
    };
  }

  async close(): Promise<void> {
    if (this.context.commit.isClosed) return;
    this.#maintenance?.keepReadersAlive();
    this.#maintenance?.stop();
    this.#otherWriter?.stop();
    this.subscriptions.stop();
    this.context.commit.close();
    this.#database.close();
    // Who waits finds the store closed.
    this.context.live.wakeAll();
    this.context.changes.end();
  }

  #committed({ changes, onlyMessage, bytes, hasGarbage }: Committed): void {
    this.#checkpoints.stored(bytes);
    if (hasGarbage) this.#maintenance?.reclaimSoon();
    if (changes.length === 0) return;
    const { live, log } = this.context;
    if (onlyMessage && changes.some(({ path }) => live.of(path) > 0)) {
      // Who is woken now reads just this: it does not have to be looked for.
      const { streamId, position, data } = onlyMessage;
      log.recent.keep({ streamId, from: position - 1, upto: position }, { lengths: [data.length], data });
    }
    // Nearly always one change, or one to each stream: waking twice does nothing.
    for (const { path } of changes) live.wake(path);
    live.wake(anyPath);
    this.context.changes.publish(changes);
  }
}
