/** The stream of this machine's events. Without a server, it is the whole journal. */
export const journalPath = "journal";
/** The stream of all machines' events, in the server's order. */
export const sharedPath = "journal/shared";

/** `id` identifies the event; `at` is its time in milliseconds since the epoch. */
interface Event {
  readonly id: string;
  readonly at: number;
}

/** A change to a note. */
export type NoteEvent = Event &
  (
    | { readonly type: "note.created"; readonly note: string }
    | { readonly type: "note.written"; readonly note: string; readonly text: string }
    | { readonly type: "note.pinned"; readonly note: string; readonly pinned: boolean }
    | { readonly type: "note.deleted"; readonly note: string }
  );

/**
 * The log is append-only, so an undo is an event, too: it names the events that no longer count, and a redo names them
 * again. By ids rather than offsets, because offsets differ between machines.
 */
export type HistoryEvent = Event & { readonly type: "undone" | "redone"; readonly events: readonly string[] };

export type JournalEvent = NoteEvent | HistoryEvent;

export function isNoteEvent(event: JournalEvent): event is NoteEvent {
  return event.type.startsWith("note.");
}
