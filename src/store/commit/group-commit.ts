import type { Database } from "better-sqlite3";
import { StreamError } from "../../protocol/errors.ts";
import type { Held } from "../../waiting/held.ts";
import type { Garbage } from "../messages/garbage.ts";
import { isMoved } from "../files/open-files.ts";
import type { MessageLog, OnlyMessage } from "../messages/log.ts";
import { Pending } from "../short-lived.ts";
import { isBusy } from "../sqlite/busy.ts";
import { closedError, readOnlyError, toStreamError } from "../sqlite/errors.ts";
import type { LazyTransaction } from "../sqlite/lazy-transaction.ts";
import type { Catalog } from "../streams/catalog.ts";
import type { ChangeRecorder } from "../streams/change-recorder.ts";
import type { CommitObserver, Committed } from "./commit-observer.ts";
import type { CommitParts } from "./commit-parts.ts";
import { CommitTurns } from "./commit-turns.ts";
import type { FailureLog } from "./failure-log.ts";
import type { FileGuard } from "./file-guard.ts";
import { LockedOut } from "./locked-out.ts";
import { ReadEffects } from "./read-effects.ts";
import { TransactionChanges, type WriteTransaction } from "./write-transaction.ts";

/**
 * One write. It checks first, and then writes: a `StreamError` that it throws means that it has written nothing, and rejects
 * this write alone; any other error rolls the transaction back.
 */
export type Write<T> = (transaction: WriteTransaction) => T;

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
  readonly #failures: FailureLog;
  readonly #files: FileGuard;
  readonly #describe: (error: unknown) => StreamError;
  readonly #onCommitted: (committed: Committed) => void;
  #queue: Pending<Write<unknown>>[] = [];
  readonly #turns = new CommitTurns({
    isWaiting: () => this.#queue.length > 0 && !this.#lockedOut.isWaiting,
    commit: () => this.#commitSlice(),
  });
  /** While another program holds the write lock. */
  readonly #lockedOut = new LockedOut(() => this.#commitSlice());
  readonly #changes: TransactionChanges;
  readonly #readEffects: ReadEffects;
  #onlyMessage: OnlyMessage | undefined;
  #closing = false;
  #closed = false;
  #observer: CommitObserver | undefined;

  constructor(
    db: Database,
    { transaction, catalog, log, garbage, failures, files, describe }: CommitParts,
    onCommitted: (committed: Committed) => void,
  ) {
    this.#db = db;
    this.#sql = transaction;
    this.#catalog = catalog;
    this.#log = log;
    this.#garbage = garbage;
    this.#failures = failures;
    this.#files = files;
    this.#describe = describe;
    this.#onCommitted = onCommitted;
    this.#changes = new TransactionChanges({ catalog, garbage }, (type, path) =>
      this.#observer?.announced(type, path),
    );
    this.#readEffects = new ReadEffects(garbage, () => {
      // Otherwise the next attempt includes them.
      if (!this.#lockedOut.isWaiting) this.#commitSlice();
    });
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
      this.#lockedOut.keepAwake();
      this.#turns.schedule();
    });
  }

  /** Runs work that takes milliseconds soon, in a turn of the event loop in which no queue is committed. */
  inOwnTurn(work: () => void): void {
    this.#turns.inOwnTurn(work);
  }

  /**
   * Commits everything that waits, now. A failure rejects the writes that waited, or is logged where there were none.
   *
   * @throws StreamError `STORE_LOCKED` if another program's lock is in the way: the writes keep waiting for it
   */
  flush(): void {
    while (this.#queue.length > 0) this.#commitNow();
    if (!this.#readEffects.isEmpty) this.#commitNow();
  }

  /** Commits everything that waits, and resolves when each write that was submitted before has been answered. */
  async answered(): Promise<void> {
    while (!this.#tryToFlush() && this.#queue.length > 0) await this.#lockedOut.nextAttempt();
  }

  /** Drops the streams held in memory if they are too many; not between a change and its commit. */
  boundCache(): void {
    if (this.#catalog.isFull && this.#changes.streams.size === 0 && this.#readEffects.isEmpty)
      this.#catalog.forget();
  }

  get held(): Held {
    return { ...this.#turns.held, ...this.#changes.held, ...this.#readEffects.held };
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** @throws StreamError `STORE_CLOSED` */
  assertOpen(): void {
    if (this.#closed) throw closedError();
  }

  /** Commits what was submitted and accepts no more. Returns a promise only if another program's lock makes it wait. */
  close(): Promise<void> | undefined {
    this.#closing = true;
    if (this.#tryToFlush()) return this.#finishClosing();
    return this.answered().then(() => this.#finishClosing());
  }

  #finishClosing(): undefined {
    if (!this.#db.readonly) {
      for (const stream of this.#catalog.markLaggingExact()) this.#readEffects.changed(stream);
      // Otherwise the rows lag, as after a crash: readers of the rows count the messages.
      this.#tryToFlush();
    }
    this.#readEffects.take();
    this.#lockedOut.end();
    this.#closed = true;
  }

  #tryToFlush(): boolean {
    try {
      this.flush();
      return true;
    } catch (error) {
      if (isBusy(error)) return false;
      throw error;
    }
  }

  #commitNow(): void {
    this.#commitSlice();
    if (this.#lockedOut.isWaiting) throw this.#lockedOut.error;
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
      this.#files.assertInPlace();
      this.#write();
      this.#sql.commit();
    } catch (error) {
      this.#undo();
      this.#files.secure(error);
      const failure = this.#describe(error);
      if (isBusy(error)) this.#waitForLock(failure);
      else if (isMoved(failure)) this.#refuseAll(failure);
      else this.#reject(failure, results.length + 1);
      return;
    }
    this.#queue = queue.slice(results.length);
    this.#finishCommit(queue, results);
  }

  /** Writes the pending messages, the rows of changed streams, and the garbage. */
  #write(): void {
    this.#onlyMessage = this.#log.onlyMessage;
    const isAlone =
      this.#onlyMessage &&
      this.#changes.streams.size === 0 &&
      this.#readEffects.isEmpty &&
      !this.#garbage.hasPending;
    if (isAlone) return this.#sql.runAutocommit(() => this.#log.write());
    this.#log.write();
    for (const stream of this.#readEffects.take().keys()) this.#changes.changed(stream);
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
    this.#reset();
    this.#readEffects.committed();
    this.#failures.committed();
    if (this.#lockedOut.error) {
      this.#lockedOut.end();
      this.#turns.schedule();
    }
    this.boundCache();
    results.forEach((result, i) => {
      if (result instanceof StreamError) settled[i]!.reject(result);
      else settled[i]!.resolve(result as never);
    });
    this.#failures.tell(() => this.#onCommitted(committed));
    this.#failures.tell(() => this.#observer?.committed());
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

  /** Nothing of the transaction happened. The streams in memory are ahead of the disk: they are read again when needed. */
  #undo(): void {
    this.#sql.rollBack();
    const slid = this.#readEffects.takeBack();
    this.#reset();
    this.#catalog.forget();
    this.#observer?.rolledBack();
    this.#readEffects.slideAgain(slid, (id) => this.#catalog.byId(id));
  }

  /** The queue waits, in order. If the lock is held for too long, all of it is refused alike. */
  #waitForLock(error: StreamError): void {
    if (!this.#lockedOut.begin(error, this.#queue.length > 0)) this.#refuseAll(error);
  }

  #refuseAll(error: StreamError): void {
    this.#lockedOut.end();
    const refused = this.#queue;
    this.#queue = [];
    if (refused.length === 0) return this.#failures.commitFailed(error);
    for (const { reject } of refused) reject(error);
  }

  /** The disk refused. Each write is tried again alone, and only one that fails again is rejected. */
  #reject(error: StreamError, tried: number): void {
    const failed = this.#queue.splice(0, tried);
    // No caller waits to be told.
    if (failed.length === 0) return this.#failures.commitFailed(error);
    if (failed.length === 1) return failed[0]!.reject(error);
    const rest = this.#queue;
    const submitted: Pending<Write<unknown>>[] = [];
    for (const [i, pending] of failed.entries()) {
      this.#queue = [pending];
      this.#commitSlice();
      if (this.#lockedOut.isWaiting) {
        // By now another program holds the lock: what is left keeps its place.
        this.#queue = [...failed.slice(i), ...rest, ...submitted];
        return;
      }
      submitted.push(...this.#queue);
    }
    this.#queue = [...rest, ...submitted];
  }

  #reset(): void {
    this.#onlyMessage = undefined;
    this.#changes.reset();
    this.#log.clear();
    this.#garbage.clear();
  }
}
