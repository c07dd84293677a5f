import type { NoteEvent } from "./events.ts";

export interface Note {
  readonly id: string;
  readonly text: string;
  readonly pinned: boolean;
  readonly createdAt: number;
  readonly changedAt: number;
}

export type Notes = ReadonlyMap<string, Note>;

/** The fold: turns a list of events into notes. Ignores events of later versions. */
export function foldNotes(events: readonly NoteEvent[]): Notes {
  const notes = new Map<string, Note>();
  for (const event of events) apply(notes, event);
  return notes;
}

/** The notes in the list's order: pinned ones first, then by last change. */
export function inOrder(notes: Notes): Note[] {
  return [...notes.values()].toSorted(
    (a, b) => Number(b.pinned) - Number(a.pinned) || b.changedAt - a.changedAt,
  );
}

/** The first line, without the # marks of a heading. */
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
    // A change to a note that another window deleted has no effect.
  } else if (!note) return;
  else if (event.type === "note.written") notes.set(id, { ...note, text: event.text, changedAt: at });
  else if (event.type === "note.pinned") notes.set(id, { ...note, pinned: event.pinned });
}
