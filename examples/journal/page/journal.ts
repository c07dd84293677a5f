import { BehaviorSubject, filter, take } from "rxjs";
import type { Streams } from "electron-durable-streams/renderer";
import {
  journalPath,
  sharedPath,
  type HistoryEvent,
  type JournalEvent,
  type NoteEvent,
} from "../journal/events.ts";
import { History } from "../journal/history.ts";
import { Log } from "../journal/log.ts";
import { foldNotes, type Notes } from "../journal/notes.ts";
import { describeSharing } from "./sharing.ts";

type New<E> = E extends unknown ? Omit<E, "at" | "id"> : never;

export interface JournalState {
  readonly notes: Notes;
  readonly history: History;
  /** Appends that are not acknowledged yet. */
  readonly unsaved: number;
  /** The state of the replication with the server; undefined without a server. */
  readonly sharing?: string;
  /** The message of the last error. */
  readonly problem?: string;
}

/** The journal in this window: folds the events of the streams, and appends new ones. */
export class Journal {
  readonly #streams: Streams;
  readonly #log = new Log();
  readonly #state = new BehaviorSubject<JournalState>({
    notes: new Map(),
    history: new History([]),
    unsaved: 0,
  });
  readonly state$ = this.#state.asObservable();

  constructor(streams: Streams) {
    this.#streams = streams;
    this.#follow(journalPath, (event) => this.#log.addOwn(event));
    const statuses$ = streams.replication$();
    statuses$.subscribe((statuses) => this.#change({ sharing: describeSharing(statuses) }));
    statuses$
      .pipe(
        filter((statuses) => statuses.length > 0),
        take(1),
      )
      .subscribe(() => this.#follow(sharedPath, (event) => this.#log.addShared(event)));
  }

  get state(): JournalState {
    return this.#state.value;
  }

  /** The window shows an event when it comes back through the stream, so that all windows show the same. */
  append(event: New<NoteEvent>): Promise<void> {
    return this.#append(event);
  }

  undo(events = this.state.history.undoable): Promise<void> {
    return this.#append({ type: "undone", events });
  }

  redo(events = this.state.history.redoable): Promise<void> {
    return this.#append({ type: "redone", events });
  }

  /** Folds once per page of events, not once per event. */
  #follow(path: string, add: (event: JournalEvent) => void): void {
    this.#streams.pages$(path).subscribe({
      next: ({ messages }) => {
        for (const { data } of messages) add(data as JournalEvent);
        const history = new History(this.#log);
        this.#change({ history, notes: foldNotes(history.counting()) });
      },
      error: (error: unknown) => this.#change({ problem: textOf(error) }),
    });
  }

  async #append(event: New<NoteEvent> | New<HistoryEvent>): Promise<void> {
    if ("events" in event && event.events.length === 0) return;
    this.#change({ unsaved: this.state.unsaved + 1 });
    try {
      await this.#streams.append(journalPath, { ...event, id: crypto.randomUUID(), at: Date.now() });
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
