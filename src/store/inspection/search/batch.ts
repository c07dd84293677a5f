import { setImmediate as nextTurn } from "node:timers/promises";
import { maxSearchedBytes, type SearchBatch, type SearchRow } from "./read-batch.ts";
import type { Search } from "./options.ts";

/** Larger messages are not parsed: that would take too long for one turn of the event loop. */
const maxParsedBytes = 256 * 1024;
/** The bytes, and the messages, that are searched in one turn: about two milliseconds. */
const bytesPerTurn = 256 * 1024;
const messagesPerTurn = 200;

/** The rows of a batch that match, in the order of `rows`. */
export async function* matchesIn(
  batch: SearchBatch,
  rows: readonly number[],
  search: Search,
): AsyncGenerator<number, void, undefined> {
  // Searching the whole batch at once is much faster than each message, and usually there is no match.
  if (search.text !== undefined && !textOf(batch, 0, batch.data.length).includes(search.text)) return;
  let bytes = 0;
  let messages = 0;
  for (const i of rows) {
    const row = batch.rows[i]!;
    bytes += row.end - row.start;
    if (bytes > bytesPerTurn || ++messages > messagesPerTurn) {
      await nextTurn();
      bytes = 0;
      messages = 0;
    }
    if (isMatch(batch, row, search)) yield i;
  }
}

/** Whether a message is too large to be searched to its end. */
export function isCut({ byteLength }: SearchRow, { json }: Search): boolean {
  return byteLength > (json ? maxParsedBytes : maxSearchedBytes);
}

function isMatch(batch: SearchBatch, row: SearchRow, { text, json }: Search): boolean {
  if (text !== undefined && !textOf(batch, row.start, row.end).includes(text)) return false;
  if (!json) return true;
  if (row.byteLength > maxParsedBytes) return false;
  try {
    return json(JSON.parse(batch.data.toString("utf8", row.start, row.end)));
  } catch {
    return false; // not JSON
  }
}

function textOf({ data }: SearchBatch, start: number, end: number): string {
  return data.toString("utf8", start, end).toLowerCase();
}
