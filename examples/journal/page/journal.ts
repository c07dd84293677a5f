import { BehaviorSubject } from "rxjs";
import type { Streams } from "electron-durable-streams/renderer";
import { journalPath, type JournalEvent, type NoteEvent } from "../journal/events.ts";
import { History } from "../journal/history.ts";
import { foldNotes, type Notes } from "../journal/notes.ts";

type Undated<E> = E extends unknown ? Omit<E, "at"> : never;

export interface JournalState {
  readonly notes: Notes;
  readonly history: History;
  /** Appends that are not acknowledged yet. */
  readonly unsaved: number;
  /** What the last append that failed said. */
  readonly problem?: string;
}

/** The journal in this window: what it has read of the stream, folded; and the events that it appends. */
export class Journal {
  readonly #streams: Streams;
  readonly #history = new History();
  readonly #state = new BehaviorSubject<JournalState>({
    notes: new Map(),
    history: this.#history,
    unsaved: 0,
  });
  readonly state$ = this.#state.asObservable();

  constructor(streams: Streams) {
    this.#streams = streams;
    // By the page, so that a journal of many events is folded once and not once for each.
    streams.pages$(journalPath).subscribe({
      next: ({ messages }) => {
        for (const { offset, data } of messages) this.#history.add({ offset, event: data as JournalEvent });
        this.#change({ notes: foldNotes(this.#history.counting()) });
      },
      error: (error: unknown) => this.#change({ problem: textOf(error) }),
    });
  }

  get state(): JournalState {
    return this.#state.value;
  }

  /** Nothing is shown before it has come back through the stream: all windows then show the same. */
  append(event: Undated<NoteEvent>): Promise<void> {
    return this.#append({ ...event, at: Date.now() });
  }

  undo(offsets = this.#history.undoable): Promise<void> {
    return this.#append({ type: "undone", offsets, at: Date.now() });
  }

  redo(offsets = this.#history.redoable): Promise<void> {
    return this.#append({ type: "redone", offsets, at: Date.now() });
  }

  async #append(event: JournalEvent): Promise<void> {
    if ("offsets" in event && event.offsets.length === 0) return;
    this.#change({ unsaved: this.state.unsaved + 1 });
    try {
      await this.#streams.append(journalPath, event);
      this.#change({ unsaved: this.state.unsaved - 1, problem: undefined });
    } catch (error) {
      this.#change({ unsaved: this.state.unsaved - 1, problem: textOf(error) });
    }
  }

  #change(part: Partial<JournalState>): void {
    this.#state.next({ ...this.state, ...part });
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
