import { isNoteEvent, type JournalEvent, type NoteEvent } from "./events.ts";

/** The events read so far, and which of them count. */
export class History {
  readonly events: NoteEvent[] = [];
  readonly #undone = new Set<string>();
  /** Undone events, the next to redo last. A new change empties it. */
  #redoable: (readonly string[])[] = [];

  constructor(log: Iterable<JournalEvent>) {
    for (const event of log) this.#add(event);
  }

  /** The events that count, up to and including `upto` if it is given. */
  counting(upto?: string): NoteEvent[] {
    const end = upto === undefined ? undefined : this.#indexOf(upto) + 1;
    return this.events.slice(0, end).filter(({ id }) => !this.#undone.has(id));
  }

  isUndone(id: string): boolean {
    return this.#undone.has(id);
  }

  /** The ids that an undo names: the last event that counts. */
  get undoable(): readonly string[] {
    const last = this.events.findLast(({ id }) => !this.#undone.has(id));
    return last ? [last.id] : [];
  }

  get redoable(): readonly string[] {
    return this.#redoable.at(-1) ?? [];
  }

  /** The ids to undo in order to go back to an event. */
  since(id: string): readonly string[] {
    const later = this.events.slice(this.#indexOf(id) + 1).map((event) => event.id);
    return later.filter((each) => !this.#undone.has(each));
  }

  #add(event: JournalEvent): void {
    if (isNoteEvent(event)) {
      this.events.push(event);
      this.#redoable = [];
    } else if (event.type === "undone") {
      for (const id of event.events) this.#undone.add(id);
      this.#redoable.push(event.events);
    } else if (event.type === "redone") {
      for (const id of event.events) this.#undone.delete(id);
      this.#redoable = this.#redoable.filter((events) => events[0] !== event.events[0]);
    }
  }

  #indexOf(id: string): number {
    return this.events.findIndex((event) => event.id === id);
  }
}
