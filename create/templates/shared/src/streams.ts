import { defineStream } from "electron-durable-streams/schema";
import { object, pipe, string, trim, nonEmpty } from "valibot";

const note = object({ text: pipe(string(), trim(), nonEmpty()) });

/** The notes of the app. The store refuses whatever is no note, and keeps the newest 10,000. */
export const notes = defineStream("notes", { schema: note, retention: { maxMessages: 10_000 } });
