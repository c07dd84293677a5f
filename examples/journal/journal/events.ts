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

/** Whether a message is an event of the journal. Others may be in the stream, such as those of a later version. */
export function isJournalEvent(data: unknown): data is JournalEvent {
  if (!isObject(data) || typeof data["id"] !== "string" || typeof data["at"] !== "number") return false;
  const { type, note, text, pinned, events } = data;
  if (type === "undone" || type === "redone")
    return Array.isArray(events) && events.every((id) => typeof id === "string");
  if (typeof note !== "string") return false;
  if (type === "note.written") return typeof text === "string";
  if (type === "note.pinned") return typeof pinned === "boolean";
  return type === "note.created" || type === "note.deleted";
}

export function isNoteEvent(event: JournalEvent): event is NoteEvent {
  return event.type.startsWith("note.");
}

function isObject(data: unknown): data is Record<string, unknown> {
  return typeof data === "object" && data !== null;
}
