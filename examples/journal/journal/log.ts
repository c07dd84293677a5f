import type { JournalEvent } from "./events.ts";

/**
 * The events of all machines in one order: first those from the server, in the same order everywhere, then this machine's
 * events that have not come back from it yet. Without a server, all events are this machine's.
 */
export class Log {
  readonly #shared = new Map<string, JournalEvent>();
  readonly #own = new Map<string, JournalEvent>();

  addOwn(event: JournalEvent): void {
    if (!this.#shared.has(event.id)) this.#own.set(event.id, event);
  }

  addShared(event: JournalEvent): void {
    this.#shared.set(event.id, event);
    this.#own.delete(event.id);
  }

  *[Symbol.iterator](): Generator<JournalEvent, void, undefined> {
    yield* this.#shared.values();
    yield* this.#own.values();
  }
}
