import type { Database } from "better-sqlite3";
import { StreamError } from "../../protocol/errors.ts";
import type { StreamChange } from "../../protocol/stream.ts";
import type { Held } from "../../waiting/held.ts";
import type { Garbage } from "../messages/garbage.ts";
import type { MessageLog, OnlyMessage } from "../messages/log.ts";
import type { Logger } from "../options.ts";
import { Pending } from "../short-lived.ts";
import { readOnlyError, toStreamError } from "../sqlite/errors.ts";
import type { LazyTransaction } from "../sqlite/lazy-transaction.ts";
import type { Catalog } from "../streams/catalog.ts";
import type { ChangeRecorder } from "../streams/change-recorder.ts";
import { CommitTurns } from "./commit-turns.ts";
import { ReadEffects } from "./read-effects.ts";
import { TransactionChanges, type WriteTransaction } from "./write-transaction.ts";

/**
 * One write. It checks first, and then writes: a `StreamError` that it throws means that it has written nothing, and rejects
 * this write alone; any other error rolls the transaction back.
 */
export type Write<T> = (transaction: WriteTransaction) => T;

/** What a commit contained; reported after it, when nothing can be rolled back. */
export interface Committed {
  readonly changes: readonly StreamChange[];
  /** The message, if the commit contained only one. */
  readonly onlyMessage: OnlyMessage | undefined;
  /** Bytes of the messages that were stored. */
  readonly bytes: number;
  /** Whether there is something new for maintenance to delete. */
  readonly hasGarbage: boolean;
}

/** Sees each change inside its transaction and may write there, so that the consequences commit with it. */
export interface CommitObserver {
  /** As it happens. What need not be written at once can wait for `beforeCommit`. */
  announced(type: StreamChange["type"], path: string): void;
  beforeCommit(transaction: WriteTransaction): void;
  committed(): void;
  rolledBack(): void;
}

/** What a commit puts into its transaction. */
interface Parts {
  readonly transaction: LazyTransaction;
  readonly catalog: Catalog;
  readonly log: MessageLog;
  readonly garbage: Garbage;
  readonly logger: Logger;
}

/** The longest that a commit may hold the event loop before it lets others run, in milliseconds. */
const maxSliceMs = 4;

/**
 * Commits together what arrives together: writes of one turn of the event loop share a transaction, so that one flush to the
 * disk serves them all. Each promise settles after the commit, in order.
 */
export class GroupCommit {
  readonly #db: Database;
  readonly #sql: LazyTransaction;
  readonly #catalog: Catalog;
  readonly #log: MessageLog;
  readonly #garbage: Garbage;
  readonly #logger: Logger;
  readonly #onCommitted: (committed: Committed) => void;
  #queue: Pending<Write<unknown>>[] = [];
  readonly #turns = new CommitTurns({
    isWaiting: () => this.#queue.length > 0,
    commit: () => this.#commitSlice(),
  });
  readonly #changes: TransactionChanges;
  readonly #readEffects: ReadEffects;
  #onlyMessage: OnlyMessage | undefined;
  /** Whether the commit under way writes what reads have changed. */
  #hasReadEffects = false;
  /** Whether the writes of a commit that failed are tried again, each alone. */
  #isRetrying = false;
  #closing = false;
  #closed = false;
  #observer: CommitObserver | undefined;

  constructor(
    db: Database,
    { transaction, catalog, log, garbage, logger }: Parts,
    onCommitted: (committed: Committed) => void,
  ) {
    this.#db = db;
    this.#sql = transaction;
    this.#catalog = catalog;
    this.#log = log;
    this.#garbage = garbage;
    this.#logger = logger;
    this.#onCommitted = onCommitted;
    this.#changes = new TransactionChanges({ catalog, garbage }, (type, path) =>
      this.#observer?.announced(type, path),
    );
    this.#readEffects = new ReadEffects(garbage, () => this.flush());
  }

  /** Records what reads change: the next commit includes it; without one it is committed within a second. */
  get readEffects(): ChangeRecorder {
    return this.#readEffects;
  }

  observe(observer: CommitObserver): void {
    this.#observer = observer;
  }

  submit<T>(write: Write<T>): Promise<T> {
    return this.prepare(() => write);
  }

  /** Calls `makeWrite` now, before the caller can change its arguments, and queues the write that it returns. */
  prepare<T>(makeWrite: () => Write<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#closing) return reject(closedError());
      if (this.#db.readonly) return reject(readOnlyError());
      try {
        this.#queue.push(new Pending(makeWrite(), resolve, reject));
      } catch (error) {
        return reject(toStreamError(error));
      }
      this.#turns.schedule();
    });
  }

  /** Runs work that takes milliseconds soon, in a turn of the event loop in which no queue is committed. */
  inOwnTurn(work: () => void): void {
    this.#turns.inOwnTurn(work);
  }

  /** Commits everything that waits, now. A failure rejects the writes that waited, or is logged where there were none. */
  flush(): void {
    while (this.#queue.length > 0) this.#commitSlice();
    if (!this.#readEffects.isEmpty) this.#commitSlice();
  }

  /** Drops the streams held in memory if they are too many; not between a change and its commit. */
  boundCache(): void {
    if (this.#catalog.isFull && this.#changes.streams.size === 0 && this.#readEffects.isEmpty)
      this.#catalog.forget();
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  get held(): Held {
    const { streams, announced, bytes } = this.#changes;
    return {
      "waiting writes": this.#queue.length,
      "scheduled turns": this.#turns.scheduled,
      "changed streams": streams.size,
      "announced changes": announced.length,
      "appended bytes": bytes,
      ...this.#readEffects.held,
    };
  }

  /** @throws StreamError `STORE_CLOSED` */
  assertOpen(): void {
    if (this.#closed) throw closedError();
  }

  /** Commits what was submitted and accepts no more. */
  close(): void {
    this.#closing = true;
    this.flush();
    if (!this.#db.readonly) {
      for (const stream of this.#catalog.markLaggingExact()) this.#readEffects.changed(stream);
      this.flush();
    }
    this.#closed = true;
  }

  /** Commits as many of the waiting writes as fit in a slice of time. */
  #commitSlice(): void {
    const queue = this.#queue;
    const results: unknown[] = [];
    this.#sql.open();
    try {
      const end = performance.now() + maxSliceMs;
      while (results.length < queue.length) {
        results.push(this.#run(queue[results.length]!.write));
        if (performance.now() > end) break;
      }
      this.#observer?.beforeCommit(this.#changes);
      this.#write();
      this.#sql.commit();
    } catch (error) {
      this.#rollBack(toStreamError(error), results.length + 1);
      return;
    }
    this.#queue = queue.slice(results.length);
    this.#finishCommit(queue, results);
  }

  /** Writes the pending messages, the rows of changed streams, and the garbage. */
  #write(): void {
    this.#onlyMessage = this.#log.onlyMessage;
    // A write that is tried again must fail for itself only.
    this.#hasReadEffects = !this.#isRetrying && !this.#readEffects.isEmpty;
    const isAlone =
      this.#onlyMessage &&
      this.#changes.streams.size === 0 &&
      !this.#hasReadEffects &&
      !this.#garbage.hasPending;
    if (isAlone) return this.#sql.runAutocommit(() => this.#log.write());
    this.#log.write();
    if (this.#hasReadEffects) for (const stream of this.#readEffects.streams) this.#changes.changed(stream);
    for (const stream of this.#changes.streams) this.#catalog.write(stream);
    this.#garbage.write();
  }

  #finishCommit(settled: readonly Pending<Write<unknown>>[], results: readonly unknown[]): void {
    const committed = {
      changes: this.#changes.announced,
      onlyMessage: this.#onlyMessage,
      bytes: this.#changes.bytes,
      hasGarbage: this.#garbage.hasPending,
    };
    if (this.#hasReadEffects) this.#readEffects.clear();
    this.#reset();
    this.boundCache();
    results.forEach((result, i) => {
      if (result instanceof StreamError) settled[i]!.reject(result);
      else settled[i]!.resolve(result as never);
    });
    this.#tell(() => this.#onCommitted(committed));
    this.#tell(() => this.#observer?.committed());
  }

  /** Nothing can be rolled back any more: an error that a listener throws must not prevent the next commits. */
  #tell(listener: () => void): void {
    try {
      listener();
    } catch (error) {
      this.#logger.error("electron-durable-streams: a listener failed after a commit:", error);
    }
  }

  #run(write: Write<unknown>): unknown {
    try {
      return write(this.#changes);
    } catch (error) {
      // Damage may be found after something was written.
      if (error instanceof StreamError && error.code !== "STORE_CORRUPT") return error;
      throw error;
    }
  }

  /**
   * The disk refused: nothing of the transaction happened. Each write is tried again alone, and only one that fails again is
   * rejected.
   */
  #rollBack(error: StreamError, tried: number): void {
    this.#sql.rollBack();
    this.#reset();
    this.#catalog.forget();
    this.#observer?.rolledBack();
    const failed = this.#queue.splice(0, tried);
    this.#redoReadEffects(failed.length > 0);
    if (failed.length === 0) {
      // No caller waits to be told.
      this.#logger.error("electron-durable-streams: a commit in the background failed:", error);
      return;
    }
    if (failed.length === 1) {
      failed[0]!.reject(error);
      return;
    }
    const rest = this.#queue;
    const submitted: Pending<Write<unknown>>[] = [];
    this.#isRetrying = true;
    for (const pending of failed) {
      this.#queue = [pending];
      this.#commitSlice();
      submitted.push(...this.#queue);
    }
    this.#isRetrying = false;
    this.#queue = [...rest, ...submitted];
  }

  #redoReadEffects(commitsSoon: boolean): void {
    try {
      this.#readEffects.redo((id) => this.#catalog.byId(id), commitsSoon);
    } catch {
      // The disk cannot be read either: its deadlines count.
    }
  }

  #reset(): void {
    this.#onlyMessage = undefined;
    this.#hasReadEffects = false;
    this.#changes.reset();
    this.#log.clear();
    this.#garbage.clear();
  }
}

function closedError(): StreamError {
  return new StreamError("STORE_CLOSED", "the store is closed");
}
