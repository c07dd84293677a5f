import { Garbage } from "./messages/garbage.ts";
import { Maintenance } from "./background/maintenance.ts";
import { StoreClock } from "./clock/store-clock.ts";
import type { Committed } from "./commit/commit-observer.ts";
import { GroupCommit } from "./commit/group-commit.ts";
import { FailureLog } from "./commit/failure-log.ts";
import { FileGuard } from "./commit/file-guard.ts";
import type { StoreContext } from "./context.ts";
import type { Held } from "../waiting/held.ts";
import { ChangeFeed } from "./live/change-feed.ts";
import { anyPath, LiveReaders } from "./live/live-readers.ts";
import { OtherWriter } from "./live/other-writer.ts";
import { MessageLog } from "./messages/log.ts";
import type { ResolvedStoreOptions } from "./options.ts";
import { ReplicaTable } from "./replicas/table.ts";
import { AnnouncedUrls } from "./sqlite/announced-urls.ts";
import { openDatabase, type OpenDatabase } from "./sqlite/database.ts";
import { describeFailure } from "./sqlite/failure.ts";
import { Journal } from "./sqlite/journal.ts";
import { LazyStatements } from "./sqlite/lazy-statements.ts";
import { LazyTransaction } from "./sqlite/lazy-transaction.ts";
import { Catalog } from "./streams/catalog.ts";
import type { ChangeRecorder } from "./streams/change-recorder.ts";
import { Producers } from "./streams/producers.ts";
import { Subscriptions } from "./subscriptions/subscriptions.ts";

/** The parts of an open store, and what ends them. */
export interface OpenStore {
  readonly context: StoreContext;
  readonly database: OpenDatabase;
  readonly subscriptions: Subscriptions;
  readonly announced: AnnouncedUrls;
  /** Undefined in a store that was opened read-only. */
  readonly maintenance: Maintenance | undefined;
  /** What all of the parts hold for work that is under way. */
  readonly held: Held;
  /**
   * Commits what was submitted and closes the files; a second call does nothing more. It is done when it returns, unless
   * another program's lock makes it wait.
   */
  close(): Promise<void>;
}

/** Puts the parts of a store together. @throws StreamError as `openStreamStore` does */
export function openStore(options: ResolvedStoreOptions): OpenStore {
  const database = openDatabase(options);
  try {
    return wire(options, database);
  } catch (error) {
    database.close();
    throw describeFailure(error, options);
  }
}

/** A read-only store reads each stream again for each operation, so changes that a read makes in memory are not recorded. */
const unrecorded: ChangeRecorder = { changed() {}, unreadable() {} };

function wire(options: ResolvedStoreOptions, database: OpenDatabase): OpenStore {
  const { db } = database;
  const transaction = new LazyTransaction(db);
  const statements = new LazyStatements(db, () => transaction.beforeWrite());
  const log = new MessageLog(statements);
  const catalog = new Catalog(statements, log, options);
  const garbage = new Garbage(statements);
  const journal = new Journal(db, options.durability, (work) => commit.inOwnTurn(work));
  const failures = new FailureLog(options.logger);
  const files = new FileGuard(database.openFiles, journal, failures);
  const commit = new GroupCommit(
    db,
    {
      transaction,
      catalog,
      log,
      garbage,
      failures,
      files,
      describe: (error) => describeFailure(error, options),
    },
    (committed) => {
      journal.afterCommit(committed.bytes);
      if (committed.hasGarbage) maintenance?.reclaimSoon();
      tellReaders(context, committed);
    },
  );
  const context: StoreContext = {
    options,
    definitions: options.definitions,
    clock: new StoreClock(options.now, options.expiryGraceMs),
    catalog,
    garbage,
    log,
    producers: new Producers(statements),
    replicas: new ReplicaTable(statements),
    commit,
    readEffects: options.readOnly ? unrecorded : commit.readEffects,
    live: new LiveReaders(),
    changes: new ChangeFeed(),
    snapshot: (read) => snapshot(context, database, read),
  };
  const subscriptions = new Subscriptions(context, statements);
  const otherWriter = options.readOnly ? new OtherWriter(database, context.live) : undefined;
  const maintenance = options.readOnly ? undefined : new Maintenance(context, db, journal, files);
  const announced = new AnnouncedUrls(database);
  const close = async () => {
    announced.stop();
    maintenance?.stop();
    otherWriter?.stop();
    subscriptions.stop();
    const waiting = commit.close();
    // No `await` otherwise: all of it then happens before the call returns.
    if (waiting) await waiting;
    if (!options.readOnly) files.check();
    database.close();
    // Waiters are woken, and see that the store is closed.
    context.live.wakeAll();
    context.changes.end();
  };
  let closing: Promise<void> | undefined;
  return {
    context,
    database,
    subscriptions,
    announced,
    maintenance,
    get held(): Held {
      const { live, changes } = context;
      const parts = [commit, log, garbage, live, changes, journal, maintenance, subscriptions];
      return Object.assign({}, ...parts.map((part) => part?.held)) as Held;
    },
    close: () => (closing ??= close()),
  };
}

/** See `StoreContext`. */
function snapshot<T>({ commit, options }: StoreContext, { db, openFiles }: OpenDatabase, read: () => T): T {
  try {
    commit.assertOpen();
    commit.boundCache();
    if (options.readOnly) openFiles.assertInPlaceSoon();
    return options.readOnly ? db.transaction(read)() : read();
  } catch (error) {
    throw describeFailure(error, options);
  }
}

function tellReaders({ live, log, changes: feed }: StoreContext, { changes, onlyMessage }: Committed): void {
  if (changes.length === 0) return;
  if (onlyMessage && changes.some(({ path }) => live.of(path) > 0)) {
    // The readers that are woken now read just this: spares them the query.
    const { streamId, position, data } = onlyMessage;
    log.recent.keep({ streamId, from: position - 1, upto: position }, { lengths: [data.length], data });
  }
  // Nearly always one change, or one to each stream: waking twice does nothing.
  for (const { path } of changes) live.wake(path);
  live.wake(anyPath);
  feed.publish(changes);
}
