/** The stream that is the journal. Everything else is derived from it. */
export const journalPath = "journal";

/** What can happen to a note. `at` is when, in milliseconds since the epoch. */
export type NoteEvent =
  | { readonly type: "note.created"; readonly note: string; readonly at: number }
  | { readonly type: "note.written"; readonly note: string; readonly text: string; readonly at: number }
  | { readonly type: "note.pinned"; readonly note: string; readonly pinned: boolean; readonly at: number }
  | { readonly type: "note.deleted"; readonly note: string; readonly at: number };

/**
 * A log is never changed, so an undo is an event as well: it names those that count no more, by their offsets. Redo
 * names them again.
 */
export type HistoryEvent =
  | { readonly type: "undone"; readonly offsets: readonly string[]; readonly at: number }
  | { readonly type: "redone"; readonly offsets: readonly string[]; readonly at: number };

export type JournalEvent = NoteEvent | HistoryEvent;

/** An event where it lies in the stream. */
export interface Entry<E extends JournalEvent = JournalEvent> {
  readonly offset: string;
  readonly event: E;
}

export function isNoteEntry(entry: Entry): entry is Entry<NoteEvent> {
  return entry.event.type.startsWith("note.");
}
