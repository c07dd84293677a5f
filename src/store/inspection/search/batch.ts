import { setImmediate as nextTurn } from "node:timers/promises";
import { maxSearchedBytes, type SearchBatch, type SearchRow } from "./read-batch.ts";
import type { Search } from "./options.ts";

/** Longer messages are not parsed: it would take too long for one turn of the event loop. */
const maxParsedBytes = 256 * 1024;
/** Bytes, and messages, that are looked at in one turn: about two milliseconds. */
const bytesPerTurn = 256 * 1024;
const parsedPerTurn = 200;

/** The rows of a batch that match, in the order of `rows`. */
export async function* matchesIn(
  batch: SearchBatch,
  rows: readonly number[],
  search: Search,
): AsyncGenerator<number, void, undefined> {
  // One look at all of it is much faster than one at each: mostly there is nothing.
  if (search.text !== undefined && !textOf(batch, 0, batch.data.length).includes(search.text)) return;
  let bytes = 0;
  let looked = 0;
  for (const i of rows) {
    const row = batch.rows[i]!;
    bytes += row.end - row.start;
    if (bytes > bytesPerTurn || ++looked > parsedPerTurn) {
      await nextTurn();
      bytes = 0;
      looked = 0;
    }
    if (isMatch(batch, row, search)) yield i;
  }
}

/** Whether a message was not looked at as a whole. */
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
    return false; // no JSON
  }
}

function textOf({ data }: SearchBatch, start: number, end: number): string {
  return data.toString("utf8", start, end).toLowerCase();
}
