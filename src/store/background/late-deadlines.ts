import { isTooEarly } from "../clock/store-clock.ts";
import type { StoreContext } from "../context.ts";
import { settle } from "../streams/settle.ts";
import { nextTurn } from "../turns.ts";

const deadlinesPerStep = 1000;
/** A clock that is kept in sync is moved by a little all the time, in milliseconds. */
const toleranceMs = 1000;

/**
 * Streams whose TTL ends too late, because a clock that ran ahead has set their deadline: they may never be used. Deadlines
 * become too late only when the clock is set back, in this process or before it: all of them are read only after that.
 */
export class LateDeadlines {
  readonly #context: StoreContext;
  /** How often the clock had been set back when no deadline was too late. */
  #noneAfter: number | undefined;

  constructor(context: StoreContext) {
    this.#context = context;
  }

  /** Settles such streams. A deadline is shortened only after the grace, so this is repeated until none is left. */
  async shorten(): Promise<void> {
    const { clock, commit } = this.#context;
    // In 1970 all deadlines are too late, and stay.
    if (isTooEarly(clock.now())) return;
    const { setBacks } = clock;
    if (setBacks === this.#noneAfter) return;
    // Deadlines that reads have set may be in memory only.
    await commit.answered();
    if (!(await this.#settleLate())) this.#noneAfter = setBacks;
  }

  /** Returns whether there was one. */
  async #settleLate(): Promise<boolean> {
    const { catalog, clock, commit, readEffects } = this.#context;
    let isFound = false;
    for (let afterId = 0; !commit.isClosed; await nextTurn()) {
      const now = clock.now();
      const page = catalog.sliding(afterId, now + toleranceMs, deadlinesPerStep);
      for (const { id, isTooFar } of page) {
        if (!isTooFar) continue;
        isFound = true;
        const stream = catalog.byId(id);
        if (stream) settle(this.#context, stream, now, readEffects);
      }
      if (page.length < deadlinesPerStep) break;
      afterId = page.at(-1)!.id;
    }
    return isFound;
  }
}
