/** What this machine has written. Without a server, that is the whole journal. */
export const journalPath = "journal";
/** What all machines have written, in the order that the server gave it. */
export const sharedPath = "journal/shared";

/** `id` is the event's own, `at` is when, in milliseconds since the epoch. */
interface Event {
  readonly id: string;
  readonly at: number;
}

/** What can happen to a note. */
export type NoteEvent = Event &
  (
    | { readonly type: "note.created"; readonly note: string }
    | { readonly type: "note.written"; readonly note: string; readonly text: string }
    | { readonly type: "note.pinned"; readonly note: string; readonly pinned: boolean }
    | { readonly type: "note.deleted"; readonly note: string }
  );

/**
 * A log is never changed, so an undo is an event as well: it names those that count no more. Redo names them again. By
 * their ids, not by their offsets: each machine has them at offsets of its own.
 */
export type HistoryEvent = Event & { readonly type: "undone" | "redone"; readonly events: readonly string[] };

export type JournalEvent = NoteEvent | HistoryEvent;

export function isNoteEvent(event: JournalEvent): event is NoteEvent {
  return event.type.startsWith("note.");
}
