/** How long after a turn of the event loop has begun what follows from its commits is still committed in it. */
const maxFollowMs = 1;

interface Waiting {
  isWaiting(): boolean;
  /** Commits as much of what waits as may be committed at once. */
  commit(): void;
}

/**
 * When a store commits what is queued: in the next turn of the event loop (of immediates), and for a moment again in the same
 * one for what follows at once. Other work that takes milliseconds gets turns between those, so that neither makes the
 * other's longer.
 */
export class CommitTurns {
  readonly #waiting: Waiting;
  readonly #others: (() => void)[] = [];
  #scheduled = false;

  constructor(waiting: Waiting) {
    this.#waiting = waiting;
  }

  /** A turn comes for what waits. */
  schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.#turn());
  }

  /** Does it soon, before what waits, in a turn without a commit. What asks for such turns all the time stops commits. */
  inOwnTurn(work: () => void): void {
    this.#others.push(work);
    this.schedule();
  }

  #turn(): void {
    const other = this.#others.shift();
    if (!other) return this.#commit(performance.now());
    this.#next();
    other();
  }

  /**
   * Who awaits each append submits the next one on hearing of the last: for a moment that is committed in the same
   * turn, which saves a turn for each.
   */
  #commit(start: number): void {
    try {
      if (this.#waiting.isWaiting()) this.#waiting.commit();
    } finally {
      // A tick that a microtask asks for comes when no microtask is left: all have been told, and have submitted.
      queueMicrotask(() => process.nextTick(() => this.#afterCommit(start)));
    }
  }

  #afterCommit(start: number): void {
    const isFollowed = this.#waiting.isWaiting() && performance.now() - start < maxFollowMs;
    if (isFollowed && this.#others.length === 0) this.#commit(start);
    else this.#next();
  }

  #next(): void {
    this.#scheduled = false;
    if (this.#waiting.isWaiting() || this.#others.length > 0) this.schedule();
  }
}
