import type { NoteEvent } from "./events.ts";

export interface Note {
  readonly id: string;
  readonly text: string;
  readonly pinned: boolean;
  readonly createdAt: number;
  readonly changedAt: number;
}

export type Notes = ReadonlyMap<string, Note>;

/** The fold: the notes that a list of events amounts to. Events of a later version are passed over. */
export function foldNotes(events: readonly NoteEvent[]): Notes {
  const notes = new Map<string, Note>();
  for (const event of events) apply(notes, event);
  return notes;
}

/** In the order of the list: pinned ones first, then the last changed. */
export function inOrder(notes: Notes): Note[] {
  return [...notes.values()].toSorted(
    (a, b) => Number(b.pinned) - Number(a.pinned) || b.changedAt - a.changedAt,
  );
}

/** The first line, without the marks of a heading. */
export function titleOf(text: string): string {
  const [first = ""] = text.trim().split("\n", 1);
  return first.replace(/^#+\s*/, "");
}

function apply(notes: Map<string, Note>, event: NoteEvent): void {
  const { note: id, at } = event;
  const note = notes.get(id);
  if (event.type === "note.created") {
    notes.set(id, { id, text: "", pinned: false, createdAt: at, changedAt: at });
  } else if (event.type === "note.deleted") {
    notes.delete(id);
    // What was written in one window to a note that another one deleted comes to nothing.
  } else if (!note) return;
  else if (event.type === "note.written") notes.set(id, { ...note, text: event.text, changedAt: at });
  else if (event.type === "note.pinned") notes.set(id, { ...note, pinned: event.pinned });
}
