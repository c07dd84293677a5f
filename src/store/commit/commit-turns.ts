import type { Held } from "../../waiting/held.ts";

/** How long a turn keeps committing the writes that follow from its commits, in milliseconds from its start. */
const maxFollowMs = 1;

interface Waiting {
  isWaiting(): boolean;
  /** Commits as much of what waits as may be committed at once. */
  commit(): void;
}

/**
 * When a store commits its queue: in the next turn of the event loop (of immediates), and for about a millisecond again in the
 * same turn for the writes that follow. Other work that takes milliseconds gets turns of its own in between, so that neither
 * makes the other's turns longer.
 */
export class CommitTurns {
  readonly #waiting: Waiting;
  readonly #ownTurns: (() => void)[] = [];
  #scheduled = false;

  constructor(waiting: Waiting) {
    this.#waiting = waiting;
  }

  /** The turns, and the work in turns of its own, that are still to come. */
  get held(): Held {
    const isWaiting = this.#waiting.isWaiting() ? 1 : 0;
    return {
      "waiting writes": isWaiting,
      "scheduled turns": (this.#scheduled ? 1 : 0) + this.#ownTurns.length,
    };
  }

  /** Schedules a turn for the queued writes. */
  schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.#turn());
  }

  /** Runs work soon, ahead of queued writes, in a turn without a commit. Calling it continuously would starve commits. */
  inOwnTurn(work: () => void): void {
    this.#ownTurns.push(work);
    this.schedule();
  }

  #turn(): void {
    const other = this.#ownTurns.shift();
    if (!other) return this.#commit(performance.now());
    this.#next();
    other();
  }

  /**
   * A caller that awaits each append submits the next one as soon as the last resolves. For about a millisecond such appends
   * are committed in the same turn, which saves a turn for each.
   */
  #commit(start: number): void {
    try {
      if (this.#waiting.isWaiting()) this.#waiting.commit();
    } finally {
      // A tick queued from a microtask runs after all microtasks: by then every caller has resumed and submitted its next write.
      queueMicrotask(() => process.nextTick(() => this.#afterCommit(start)));
    }
  }

  #afterCommit(start: number): void {
    const isFollowed = this.#waiting.isWaiting() && performance.now() - start < maxFollowMs;
    if (isFollowed && this.#ownTurns.length === 0) this.#commit(start);
    else this.#next();
  }

  #next(): void {
    this.#scheduled = false;
    if (this.#waiting.isWaiting() || this.#ownTurns.length > 0) this.schedule();
  }
}
