import { isNoteEntry, type Entry, type NoteEvent } from "./events.ts";

/** The log as far as this window has read it, and what of it counts. */
export class History {
  readonly entries: Entry<NoteEvent>[] = [];
  readonly #undone = new Set<string>();
  /** Undone ones, the one that is to be redone first at the end. A new change empties it. */
  #redoable: (readonly string[])[] = [];

  add(entry: Entry): void {
    const { event } = entry;
    if (isNoteEntry(entry)) {
      this.entries.push(entry);
      this.#redoable = [];
    } else if (event.type === "undone") {
      for (const offset of event.offsets) this.#undone.add(offset);
      this.#redoable.push(event.offsets);
    } else if (event.type === "redone") {
      for (const offset of event.offsets) this.#undone.delete(offset);
      this.#redoable = this.#redoable.filter((offsets) => offsets[0] !== event.offsets[0]);
    }
  }

  /** The events that count, up to and with the one at `offset` if it is given. */
  counting(offset?: string): Entry<NoteEvent>[] {
    return this.entries.filter(
      (entry) => !this.#undone.has(entry.offset) && (offset === undefined || entry.offset <= offset),
    );
  }

  isUndone(offset: string): boolean {
    return this.#undone.has(offset);
  }

  /** What an undo has to name: the last event that counts. */
  get undoable(): readonly string[] {
    const last = this.counting().at(-1);
    return last ? [last.offset] : [];
  }

  get redoable(): readonly string[] {
    return this.#redoable.at(-1) ?? [];
  }

  /** What has to be undone to be back at `offset`. */
  since(offset: string): readonly string[] {
    return this.counting()
      .map((entry) => entry.offset)
      .filter((each) => each > offset);
  }
}
