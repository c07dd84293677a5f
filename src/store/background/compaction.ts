import type { Database } from "better-sqlite3";
import type { StoreContext } from "../context.ts";
import { retryWhileBusy } from "../sqlite/busy.ts";
import type { Journal } from "../sqlite/journal.ts";
import { reclaimStep } from "./reclaim.ts";

/** How long a slice of background work takes, in milliseconds; its commit takes about as long again. */
const sliceMs = 1;
const minVacuumPages = 8;
const maxVacuumPages = 1024;
/** Writing the log back flushes twice: not after each slice. */
const slicesPerCheckpoint = 4;

/** Deletes unreadable messages and gives free pages back to the file system, in slices of a few milliseconds. */
export class Compaction {
  readonly #context: StoreContext;
  readonly #db: Database;
  readonly #journal: Journal;
  #vacuumPages = 64;
  #slices = 0;

  constructor(context: StoreContext, db: Database, journal: Journal) {
    this.#context = context;
    this.#db = db;
    this.#journal = journal;
  }

  /** Deletes the messages that can no longer be read, for as long as `goesOn`. `pause` lets others run between slices. */
  async reclaim(pause: () => Promise<unknown>, goesOn: () => boolean): Promise<void> {
    while (this.#isOpen && goesOn() && (await this.#reclaimSlice())) await this.#afterSlice(pause);
  }

  /**
   * Moves pages from the end of the file into its gaps. The file shrinks when the log is written back to it: by as much as
   * was moved, not all at the end. Returns the bytes that were freed; others append meanwhile, so the file may
   * have grown all the same.
   */
  async vacuum(pause: () => Promise<unknown>): Promise<number> {
    let freedBytes = 0;
    for (let freed; this.#isOpen && (freed = await this.#vacuumSlice()) > 0; freedBytes += freed)
      await this.#afterSlice(pause);
    return freedBytes;
  }

  get #isOpen(): boolean {
    return !this.#context.commit.isClosed;
  }

  /** Lets others run; now and then writes back what the slices wrote, and lets others run again. */
  async #afterSlice(pause: () => Promise<unknown>): Promise<void> {
    await pause();
    if (!this.#isOpen || ++this.#slices % slicesPerCheckpoint !== 0) return;
    this.#journal.writeBack();
    await pause();
  }

  /** Returns whether there may be more. */
  #reclaimSlice(): Promise<boolean> {
    return this.#slice(() => {
      const end = performance.now() + sliceMs;
      do {
        if (!reclaimStep(this.#context)) return false;
      } while (performance.now() < end);
      return true;
    });
  }

  /** Waits for another program's lock, up to the time-out. @throws StreamError `STORE_LOCKED`, `STORE_CLOSED` */
  #slice<T>(work: () => T): Promise<T> {
    const { commit } = this.#context;
    return retryWhileBusy(() => {
      commit.assertOpen();
      // A floor that a read has raised has to be on disk before what is below it is deleted.
      commit.flush();
      return this.#journal.withoutFlush(work);
    });
  }

  /** Returns how many bytes were freed. Asks the database within the slice alone: afterwards the store may be closed. */
  #vacuumSlice(): Promise<number> {
    return this.#slice(() => {
      const free = this.#freePages;
      if (free === 0) return 0;
      const start = performance.now();
      this.#db.pragma(`incremental_vacuum(${this.#vacuumPages})`);
      const elapsed = performance.now() - start;
      if (elapsed > 2 * sliceMs) this.#vacuumPages = Math.max(minVacuumPages, this.#vacuumPages >> 1);
      else if (elapsed < sliceMs) this.#vacuumPages = Math.min(maxVacuumPages, this.#vacuumPages << 1);
      return (free - this.#freePages) * (this.#db.pragma("page_size", { simple: true }) as number);
    });
  }

  get #freePages(): number {
    return this.#db.pragma("freelist_count", { simple: true }) as number;
  }
}
