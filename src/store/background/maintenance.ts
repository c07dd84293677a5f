import { setImmediate as nextTurn, setTimeout as delay } from "node:timers/promises";
import type { Database } from "better-sqlite3";
import type { CleanupReport, CompactionReport } from "../../protocol/inspection/health.ts";
import { isExpired, slideDeadline } from "../streams/expiry.ts";
import { autocheckpointPages, busyTimeoutMs } from "../sqlite/database.ts";
import { ExpiredStreams } from "../clock/expired-streams.ts";
import { removeStream } from "../operations/delete.ts";
import { reclaimStep } from "./reclaim.ts";
import { dropAged } from "../streams/retention.ts";
import { assertNotClosed, type StoreContext } from "../context.ts";

/** How long a slice of background work goes on, in milliseconds; its commit takes about as long again. */
const sliceMs = 1;
/** How far the deadlines of streams that are only followed may be behind on disk, in milliseconds. */
const keepAliveMs = 10_000;
/** Between two slices in the background, so that they take a part of the time only. */
const pauseMs = 8;
/** Retention drops a little with each append: deleting it waits for some more. */
const reclaimDelayMs = 100;
const streamsPerStep = 100;
/** Expired streams that are looked at in one go. */
const maxDue = 20_000;
const maxVacuumPages = 1024;
/** Writing back flushes twice: not after each slice. */
const slicesPerCheckpoint = 4;

/**
 * What a store does by itself: removes expired streams, deletes the messages that nobody can read any
 * more, gives free pages back to the file system. All of it in slices of a few milliseconds.
 */
export class Maintenance {
  readonly #context: StoreContext;
  readonly #db: Database;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #expired = new ExpiredStreams();
  #reclaimTimer: NodeJS.Timeout | undefined;
  #vacuumPages = 64;
  #slices = 0;
  #stopped = false;
  #compacting: Promise<CompactionReport> | undefined;
  #lastCleanup: CleanupReport | undefined;
  #lastCompaction: CompactionReport | undefined;

  constructor(context: StoreContext, db: Database) {
    this.#context = context;
    this.#db = db;
    const { cleanupIntervalMs, compactIntervalMs } = context.options;
    this.#every(cleanupIntervalMs, () => this.cleanUp());
    this.#every(compactIntervalMs, () => this.compact());
    this.#every(keepAliveMs, async () => this.keepReadersAlive());
    // What an earlier run left behind.
    this.reclaimSoon();
  }

  /** Undefined before the first. */
  get lastCleanup(): CleanupReport | undefined {
    return this.#lastCleanup;
  }

  get lastCompaction(): CompactionReport | undefined {
    return this.#lastCompaction;
  }

  stop(): void {
    this.#stopped = true;
    for (const timer of this.#timers) clearInterval(timer);
    clearTimeout(this.#reclaimTimer);
  }

  /** A live reader keeps its stream alive: now and then that has to reach the disk. */
  keepReadersAlive(): void {
    const { catalog, live } = this.#context;
    for (const path of live.paths()) {
      const state = catalog.find(path);
      if (state && !isExpired(this.#context, state)) slideDeadline(this.#context, state);
    }
  }

  /** Removes the streams that have expired, a grace ago at least, and applies `maxAgeMs` to the others. */
  async cleanUp(): Promise<CleanupReport> {
    const { catalog, commit, options } = this.#context;
    const start = performance.now();
    let removedStreams = 0;
    const due = this.#expired.overdue(catalog.due(options.now(), maxDue), options.expiryGraceMs);
    for (let done = 0; done < due.length && !commit.isClosed; done += streamsPerStep) {
      await commit.submit((transaction) => {
        for (const id of due.slice(done, done + streamsPerStep)) {
          const state = catalog.byId(id);
          if (!state || state.path === "") continue;
          // A live reader, or a read that is not on disk yet, has moved its deadline.
          if (!isExpired(this.#context, state)) transaction.changed(state);
          else {
            removeStream(this.#context, transaction, state, "expired");
            removedStreams++;
          }
        }
      });
    }
    await this.#dropAged();
    const report = { at: options.now(), durationMs: performance.now() - start, removedStreams };
    return (this.#lastCleanup = report);
  }

  /**
   * Deletes what waits to be deleted and gives all free pages back to the file system.
   * Resolves when the file has shrunk; calls while one is running share it.
   *
   * @throws StreamError `STORE_CLOSED`, also when the store is closed meanwhile
   */
  compact(): Promise<CompactionReport> {
    this.#compacting ??= this.#compact().finally(() => {
      this.#compacting = undefined;
      // What was deleted meanwhile.
      this.reclaimSoon();
    });
    return this.#compacting;
  }

  /** Starts deleting in the background, if it is not under way. */
  reclaimSoon(): void {
    if (!this.#stopped) this.#reclaimTimer ??= this.#later(reclaimDelayMs);
  }

  #later(ms: number): NodeJS.Timeout {
    return setTimeout(() => {
      const isAlone = () => !this.#compacting;
      this.#reclaim(() => delay(pauseMs, undefined, { ref: false }), isAlone)
        .catch((error: unknown) => this.#report(error))
        .finally(() => (this.#reclaimTimer = undefined));
    }, ms).unref();
  }

  async #reclaim(pause: () => Promise<unknown>, goesOn: () => boolean): Promise<void> {
    while (this.#isOpen && goesOn() && this.#reclaimSlice()) await this.#afterSlice(pause);
  }

  /** Lets others run; now and then writes back what the slices wrote, and lets others run again. */
  async #afterSlice(pause: () => Promise<unknown>): Promise<void> {
    await pause();
    if (!this.#isOpen || ++this.#slices % slicesPerCheckpoint !== 0) return;
    this.#db.pragma("wal_checkpoint(PASSIVE)");
    await pause();
  }

  /** Where another process is reading it is left for the next time, instead of being waited for. */
  #truncateLog(): void {
    this.#db.pragma("busy_timeout = 0");
    this.#db.pragma("wal_checkpoint(TRUNCATE)");
    this.#db.pragma(`busy_timeout = ${busyTimeoutMs}`);
  }

  get #isOpen(): boolean {
    return !this.#context.commit.isClosed;
  }

  async #compact(): Promise<CompactionReport> {
    assertNotClosed(this.#context);
    const start = performance.now();
    this.#context.commit.flush();
    await this.#reclaim(nextTurn, () => true);
    // The file shrinks when the log is written back to it: by as much as was moved, not all at the end.
    // Others append meanwhile: what was freed is not what the file is shorter.
    let freedPages = 0;
    for (let freed; this.#isOpen && (freed = this.#vacuumSlice()) > 0; freedPages += freed)
      await this.#afterSlice(nextTurn);
    // Closed half-way: what is left is done by the next run of the store.
    assertNotClosed(this.#context);
    this.#truncateLog();
    const freedBytes = freedPages * (this.#db.pragma("page_size", { simple: true }) as number);
    const at = this.#context.options.now();
    return (this.#lastCompaction = { at, durationMs: performance.now() - start, freedBytes });
  }

  async #dropAged(): Promise<void> {
    const { catalog, commit } = this.#context;
    for (let afterId = 0; !commit.isClosed;) {
      const ids = catalog.ageing(afterId, streamsPerStep).map(({ id }) => id);
      if (ids.length === 0) return;
      for (const id of ids) await this.#dropAllAged(id);
      afterId = ids.at(-1)!;
      await nextTurn();
    }
  }

  /** Looks the stream up in each turn: a rollback in between may have let go of its state. */
  async #dropAllAged(id: number): Promise<void> {
    for (let before = -1; this.#isOpen; await nextTurn()) {
      const state = this.#context.catalog.byId(id);
      if (!state || state.floor === before) return;
      before = state.floor;
      dropAged(this.#context, state);
    }
  }

  /** Deletes for as long as a slice lasts; returns whether there is more. */
  #reclaimSlice(): boolean {
    // A floor that was raised by a look has to be on disk before what is below it is deleted.
    this.#context.commit.flush();
    return this.#inSlice(() => {
      const end = performance.now() + sliceMs;
      do {
        if (!reclaimStep(this.#context)) return false;
      } while (performance.now() < end);
      return true;
    });
  }

  /** Moves pages from the end of the file into its gaps; returns how many were freed. */
  #vacuumSlice(): number {
    const free = this.#freePages;
    if (free === 0) return 0;
    const start = performance.now();
    this.#inSlice(() => void this.#db.pragma(`incremental_vacuum(${this.#vacuumPages})`));
    const elapsed = performance.now() - start;
    if (elapsed > 2 * sliceMs) this.#vacuumPages = Math.max(8, this.#vacuumPages >> 1);
    else if (elapsed < sliceMs) this.#vacuumPages = Math.min(maxVacuumPages, this.#vacuumPages << 1);
    return free - this.#freePages;
  }

  get #freePages(): number {
    return this.#db.pragma("freelist_count", { simple: true }) as number;
  }

  /**
   * A transaction whose flush, and write-back, can wait: losing it to a power cut only means doing the work again, and
   * the next append flushes the log up to itself anyway.
   */
  #inSlice<T>(work: () => T): T {
    this.#db.pragma("synchronous = NORMAL");
    this.#db.pragma("wal_autocheckpoint = 0");
    try {
      return this.#db.transaction(work).immediate();
    } finally {
      this.#db.pragma(`wal_autocheckpoint = ${autocheckpointPages}`);
      if (this.#context.options.durability === "full") this.#db.pragma("synchronous = FULL");
    }
  }

  #every(intervalMs: number, work: () => Promise<unknown>): void {
    if (intervalMs === 0) return;
    const run = () => {
      work().catch((error: unknown) => this.#report(error));
    };
    this.#timers.push(setInterval(run, intervalMs).unref());
  }

  #report(error: unknown): void {
    if (!this.#isOpen) return;
    this.#context.options.logger.error("electron-durable-streams: maintenance failed:", error);
  }
}
