import { BehaviorSubject, Subscription } from "rxjs";
import type { Streams } from "electron-durable-streams/renderer";
import type { ReplicationStatus } from "electron-durable-streams/replication";
import {
  isJournalEvent,
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
  readonly #following = new Subscription();
  #followsShared = false;
  readonly #state = new BehaviorSubject<JournalState>({
    notes: new Map(),
    history: new History([]),
    unsaved: 0,
  });
  readonly state$ = this.#state.asObservable();

  constructor(streams: Streams) {
    this.#streams = streams;
    this.#follow(journalPath, (event) => this.#log.addOwn(event));
    const sharing = streams.replication$().subscribe({
      next: (statuses) => this.#showSharing(statuses),
      error: (error: unknown) => this.#change({ problem: textOf(error) }),
    });
    this.#following.add(sharing);
  }

  /** Stops following the streams. */
  close(): void {
    this.#following.unsubscribe();
  }

  get state(): JournalState {
    return this.#state.value;
  }

  /**
   * The window shows an event when it comes back through the stream, so that all windows show the same. Resolves with whether
   * the event is on disk; if not, `problem` tells why.
   */
  append(event: New<NoteEvent>): Promise<boolean> {
    return this.#append(event);
  }

  undo(events = this.state.history.undoable): Promise<boolean> {
    return this.#append({ type: "undone", events });
  }

  redo(events = this.state.history.redoable): Promise<boolean> {
    return this.#append({ type: "redone", events });
  }

  /** Folds once per page of events, not once per event. */
  #follow(path: string, add: (event: JournalEvent) => void): void {
    const following = this.#streams.pages$(path).subscribe({
      next: ({ messages }) => {
        for (const { data } of messages) if (isJournalEvent(data)) add(data);
        const history = new History(this.#log);
        this.#change({ history, notes: foldNotes(history.counting()) });
      },
      error: (error: unknown) => this.#change({ problem: textOf(error) }),
    });
    this.#following.add(following);
  }

  #showSharing(statuses: readonly ReplicationStatus[]): void {
    this.#change({ sharing: describeSharing(statuses) });
    if (statuses.length === 0 || this.#followsShared) return;
    this.#followsShared = true;
    this.#follow(sharedPath, (event) => this.#log.addShared(event));
  }

  async #append(event: New<NoteEvent> | New<HistoryEvent>): Promise<boolean> {
    if ("events" in event && event.events.length === 0) return true;
    this.#change({ unsaved: this.state.unsaved + 1 });
    try {
      await this.#streams.append(journalPath, { ...event, id: crypto.randomUUID(), at: Date.now() });
      this.#change({ unsaved: this.state.unsaved - 1, problem: undefined });
      return true;
    } catch (error) {
      this.#change({ unsaved: this.state.unsaved - 1, problem: textOf(error) });
      return false;
    }
  }

  #change(part: Partial<JournalState>): void {
    this.#state.next({ ...this.state, ...part });
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
