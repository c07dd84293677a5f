import type { Database } from "better-sqlite3";
import { StreamError } from "../../protocol/errors.ts";
import type { StreamChange } from "../../protocol/stream.ts";
import type { Catalog } from "../streams/catalog.ts";
import { CommitTurns } from "./commit-turns.ts";
import type { Garbage } from "../background/garbage.ts";
import type { LazyTransaction } from "../sqlite/lazy-transaction.ts";
import type { MessageLog, OnlyMessage } from "../messages/log.ts";
import type { Logger } from "../options.ts";
import { readOnlyError, toStreamError } from "../sqlite/errors.ts";
import type { StreamState } from "../streams/stream.ts";

/**
 * One write. It checks first and writes then: a `StreamError` it throws means that it has written
 * nothing, and rejects it alone; whatever else it throws takes the transaction back.
 */
export type Write<T> = (transaction: WriteTransaction) => T;

export interface WriteTransaction {
  /** The stream's row is written once, at the end of the transaction, however many writes change it. */
  changed(state: StreamState): void;
  /** Messages of so many bytes were appended, nothing else: its row may wait. */
  grown(state: StreamState, bytes: number): void;
  /** Told to subscribers after the commit. */
  announce(type: StreamChange["type"], path: string): void;
}

/** What a commit brought: told after it, when nothing can be taken back any more. */
export interface Committed {
  readonly changes: readonly StreamChange[];
  /** Where it brought but one message. */
  readonly onlyMessage: OnlyMessage | undefined;
  /** Bytes of the messages that were stored. */
  readonly bytes: number;
  /** Whether there is something new for maintenance to delete. */
  readonly hasGarbage: boolean;
}

/** Looks on inside the transaction, and may write in it: what follows from a change is committed with it. */
export interface CommitObserver {
  /** As it happens. What is not written at once can wait for `beforeCommit`. */
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

/**
 * A write that waits, and who waits for it. A class, because V8 allocates object literals that lived through a collection of
 * garbage as old objects from then on, and each of these would keep all that belongs to an append until a full collection.
 */
class Pending {
  readonly write: Write<unknown>;
  readonly resolve: (value: never) => void;
  readonly reject: (error: StreamError) => void;

  constructor(write: Write<unknown>, resolve: (value: never) => void, reject: (error: StreamError) => void) {
    this.write = write;
    this.resolve = resolve;
    this.reject = reject;
  }
}

/** Longest a commit may hold the event loop before it lets others run, in milliseconds. */
const maxSliceMs = 4;
/** Longest that a deadline which a read has slid stays off the disk, in milliseconds. */
const touchLagMs = 1000;

/**
 * Commits together what arrives together: writes of one turn of the event loop share a transaction, so
 * that one flush to the disk serves them all. Each promise settles after the commit, in order.
 */
export class GroupCommit {
  readonly #db: Database;
  readonly #sql: LazyTransaction;
  readonly #catalog: Catalog;
  readonly #log: MessageLog;
  readonly #garbage: Garbage;
  readonly #logger: Logger;
  readonly #onCommitted: (committed: Committed) => void;
  #queue: Pending[] = [];
  readonly #turns = new CommitTurns({
    isWaiting: () => this.#queue.length > 0,
    commit: () => this.#commitSlice(),
  });
  #dirty = new Set<StreamState>();
  #changes: StreamChange[] = [];
  #bytes = 0;
  #onlyMessage: OnlyMessage | undefined;
  /** Appends of one commit to the same stream are one change. */
  #appended = new Set<string>();
  #touchTimer: NodeJS.Timeout | undefined;
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
  }

  observe(observer: CommitObserver): void {
    this.#observer = observer;
  }

  submit<T>(write: Write<T>): Promise<T> {
    return this.prepare(() => write);
  }

  /** Submits the write that `prepare` makes, at once, of what the caller may change afterwards. */
  prepare<T>(prepare: () => Write<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#closing) return reject(new StreamError("STORE_CLOSED", "the store is closed"));
      if (this.#db.readonly) return reject(readOnlyError());
      try {
        this.#queue.push(new Pending(prepare(), resolve, reject));
      } catch (error) {
        return reject(toStreamError(error));
      }
      this.#turns.schedule();
    });
  }

  /** A state that changed outside of a write (a read slid its deadline): written soon, with the next commit. */
  touched(state: StreamState): void {
    this.#dirty.add(state);
    this.#touchTimer ??= setTimeout(() => this.flush(), touchLagMs).unref();
  }

  /** Does work of milliseconds soon, in a turn of the event loop in which no queue is committed. */
  inOwnTurn(work: () => void): void {
    this.#turns.inOwnTurn(work);
  }

  /** Commits everything that waits, now. */
  flush(): void {
    while (this.#queue.length > 0 || this.#dirty.size > 0) this.#commitSlice();
  }

  /** Lets states go that nobody holds: not between a change and its commit. */
  boundCache(): void {
    if (this.#catalog.isFull && this.#dirty.size === 0) this.#catalog.forget();
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** Commits what was submitted and accepts no more. */
  close(): void {
    this.#closing = true;
    this.flush();
    if (!this.#db.readonly) for (const state of this.#catalog.settle()) this.#dirty.add(state);
    this.flush();
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
      this.#observer?.beforeCommit(this.#transaction);
      this.#write();
      this.#sql.commit();
    } catch (error) {
      this.#takeBack(toStreamError(error), results.length + 1);
      return;
    }
    this.#queue = queue.slice(results.length);
    this.#settle(queue, results);
  }

  /** What the writes have held back. */
  #write(): void {
    this.#onlyMessage = this.#log.onlyMessage;
    const isAlone = this.#onlyMessage && this.#dirty.size === 0 && !this.#garbage.hasPending;
    if (isAlone) return this.#sql.alone(() => this.#log.write());
    this.#log.write();
    for (const state of this.#dirty) this.#catalog.update(state);
    this.#garbage.write();
  }

  #settle(settled: readonly Pending[], results: readonly unknown[]): void {
    const committed = {
      changes: this.#changes,
      onlyMessage: this.#onlyMessage,
      bytes: this.#bytes,
      hasGarbage: this.#garbage.hasPending,
    };
    this.#reset();
    this.boundCache();
    results.forEach((result, i) => {
      if (result instanceof StreamError) settled[i]!.reject(result);
      else settled[i]!.resolve(result as never);
    });
    this.#tell(() => this.#onCommitted(committed));
    this.#tell(() => this.#observer?.committed());
  }

  /** Nothing can be taken back any more: what a listener throws must not keep the next commits from being made. */
  #tell(listener: () => void): void {
    try {
      listener();
    } catch (error) {
      this.#logger.error("electron-durable-streams: what follows from a commit failed:", error);
    }
  }

  #run(write: Write<unknown>): unknown {
    try {
      return write(this.#transaction);
    } catch (error) {
      // Damage may be found when something has been written.
      if (error instanceof StreamError && error.code !== "STORE_CORRUPT") return error;
      throw error;
    }
  }

  /** The disk refused: nothing of the transaction happened. Only who cannot be helped alone is rejected. */
  #takeBack(error: StreamError, tried: number): void {
    this.#sql.rollBack();
    this.#reset();
    this.#catalog.forget();
    this.#observer?.rolledBack();
    const failed = this.#queue.splice(0, tried);
    if (failed.length <= 1) {
      failed[0]?.reject(error);
      return;
    }
    const rest = this.#queue;
    const submitted: Pending[] = [];
    for (const pending of failed) {
      this.#queue = [pending];
      this.#commitSlice();
      submitted.push(...this.#queue);
    }
    this.#queue = [...rest, ...submitted];
  }

  #reset(): void {
    this.#changes = [];
    this.#bytes = 0;
    this.#onlyMessage = undefined;
    // Not cleared: see `MessageLog.clear`. Nor made anew for nothing.
    if (this.#appended.size > 0) this.#appended = new Set();
    if (this.#dirty.size > 0) this.#dirty = new Set();
    this.#log.clear();
    this.#garbage.clear();
    clearTimeout(this.#touchTimer);
    this.#touchTimer = undefined;
  }

  readonly #transaction: WriteTransaction = {
    changed: (state) => void this.#dirty.add(state),
    grown: (state, bytes) => {
      this.#bytes += bytes;
      if (this.#catalog.isBehind(state)) this.#dirty.add(state);
    },
    announce: (type, path) => {
      this.#observer?.announced(type, path);
      if (type === "appended") {
        if (this.#appended.has(path)) return;
        this.#appended.add(path);
      } else this.#appended.delete(path);
      this.#changes.push({ type, path });
    },
  };
}
