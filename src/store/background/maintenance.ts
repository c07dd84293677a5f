import type { Database } from "better-sqlite3";
import type { CleanupReport, CompactionReport } from "../../protocol/inspection/health.ts";
import type { FileGuard } from "../commit/file-guard.ts";
import type { StoreContext } from "../context.ts";
import { toStreamError, withStreamErrors } from "../sqlite/errors.ts";
import type { Held } from "../../waiting/held.ts";
import type { Journal } from "../sqlite/journal.ts";
import { keepAlive } from "../streams/keep-alive.ts";
import { backgroundDelay, nextTurn } from "../turns.ts";
import { cleanUp } from "./cleanup.ts";
import { Compaction } from "./compaction.ts";
import { LateDeadlines } from "./late-deadlines.ts";
import { Schedule } from "./schedule.ts";

/** How far the deadlines of streams that are only followed may be behind on disk, in milliseconds. */
const keepAliveMs = 10_000;
/** How long it may take to notice that a file was moved while nothing is written, in milliseconds. */
const checkFilesMs = 15_000;
/** The pause between two background slices, in milliseconds: leaves most of the time to other work. */
const pauseMs = 8;
/** How long to wait before deleting dropped messages, in milliseconds, so that several appends' worth goes together. */
const reclaimDelayMs = 100;

/**
 * What a store does on its own: removes expired streams, deletes unreadable messages, gives free pages back to the file
 * system.
 */
export class Maintenance {
  readonly #context: StoreContext;
  readonly #compaction: Compaction;
  readonly #lateDeadlines: LateDeadlines;
  readonly #journal: Journal;
  readonly #schedule = new Schedule((error) => this.#report(error));
  #reclaimTimer: NodeJS.Timeout | undefined;
  #stopped = false;
  #compacting: Promise<CompactionReport> | undefined;
  #lastCleanup: CleanupReport | undefined;
  #lastCompaction: CompactionReport | undefined;

  constructor(context: StoreContext, db: Database, journal: Journal, files: FileGuard) {
    this.#context = context;
    this.#journal = journal;
    this.#compaction = new Compaction(context, db, journal);
    this.#lateDeadlines = new LateDeadlines(context);
    const { cleanupIntervalMs, compactIntervalMs } = context.options;
    this.#schedule.every(cleanupIntervalMs, () => this.cleanUp());
    this.#schedule.every(compactIntervalMs, () => this.compact());
    this.#schedule.every(checkFilesMs, async () => files.check());
    const following = this.#schedule.every(keepAliveMs, async () => {
      if (!this.keepReadersAlive()) this.#schedule.pause(following);
    });
    this.#schedule.pause(following);
    context.live.onEntered(() => this.#schedule.resume(following));
    // What an earlier process left behind.
    this.reclaimSoon();
  }

  /** Undefined before the first. */
  get lastCleanup(): CleanupReport | undefined {
    return this.#lastCleanup;
  }

  /** Undefined before the first. */
  get lastCompaction(): CompactionReport | undefined {
    return this.#lastCompaction;
  }

  /** Records the deadlines of streams with live readers once more. */
  stop(): void {
    this.#stopped = true;
    try {
      this.keepReadersAlive();
    } catch (error) {
      // The disk fails: what is on disk stays as it is.
      this.#report(error);
    }
    this.#schedule.stop();
    clearTimeout(this.#reclaimTimer);
  }

  get held(): Held {
    return { compactions: this.#compacting ? 1 : 0 };
  }

  /** Records the sliding deadlines of streams with live readers. Returns whether there was one. */
  keepReadersAlive(): boolean {
    const paths = [...this.#context.live.paths()];
    return paths.filter((path) => keepAlive(this.#context, path)).length > 0;
  }

  /** Removes expired streams, and messages that are too old. @throws StreamError `STORE_LOCKED`, `STORE_CLOSED` */
  async cleanUp(): Promise<CleanupReport> {
    return (this.#lastCleanup = await withStreamErrors(() => cleanUp(this.#context, this.#lateDeadlines)));
  }

  /**
   * Deletes unreadable messages and gives all free pages back to the file system. Resolves when the file has shrunk; calls
   * while one is running share it.
   *
   * @throws StreamError `STORE_LOCKED`, `STORE_CLOSED`, also when the store is closed meanwhile
   */
  compact(): Promise<CompactionReport> {
    this.#compacting ??= withStreamErrors(() => this.#compact()).finally(() => {
      this.#compacting = undefined;
      // What was deleted meanwhile.
      this.reclaimSoon();
    });
    return this.#compacting;
  }

  /** Starts deleting in the background, if it is not under way. */
  reclaimSoon(): void {
    if (this.#stopped) return;
    this.#reclaimTimer ??= setTimeout(() => {
      this.#compaction
        .reclaim(
          () => backgroundDelay(pauseMs),
          () => !this.#compacting,
        )
        .catch((error: unknown) => this.#report(toStreamError(error)))
        .finally(() => (this.#reclaimTimer = undefined));
    }, reclaimDelayMs).unref();
  }

  async #compact(): Promise<CompactionReport> {
    const { clock, commit } = this.#context;
    commit.assertOpen();
    const start = performance.now();
    await commit.answered();
    await this.#compaction.reclaim(nextTurn, () => true);
    const freedBytes = await this.#compaction.vacuum(nextTurn);
    // Closed half-way: the next process that opens the store does the rest.
    commit.assertOpen();
    this.#journal.truncate();
    return (this.#lastCompaction = { at: clock.now(), durationMs: performance.now() - start, freedBytes });
  }

  #report(error: unknown): void {
    if (this.#context.commit.isClosed) return;
    this.#context.options.logger.error("electron-durable-streams: maintenance failed:", error);
  }
}
