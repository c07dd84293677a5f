import { isAscii } from "node:buffer";
import { laidOut, maySpanTokens, unescaped } from "./displayed.ts";
import { fold, joinsBefore } from "../../../protocol/inspection/fold.ts";
import { maxSearchedBytes, type SearchBatch, type SearchRow } from "./read-batch.ts";
import type { Search } from "./options.ts";
import { nextTurn } from "../../turns.ts";

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
  const looked = search.text === undefined ? rows : rowsToSearch(batch, rows, search.text);
  let bytes = 0;
  let messages = 0;
  for (const i of looked) {
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
  if (text !== undefined && !includes(textOf(batch, row), text)) return false;
  if (!json) return true;
  if (row.byteLength > maxParsedBytes) return false;
  try {
    return json(JSON.parse(textOf(batch, row)));
  } catch {
    return false; // not JSON
  }
}

/** Whether a message has the text as it is stored, or as it is shown. */
function includes(text: string, wanted: string): boolean {
  if (fold(text).includes(wanted)) return true;
  const shown = maySpanTokens(wanted) ? laidOut(text) : text;
  return (shown !== text || text.includes("\\")) && fold(unescaped(shown)).includes(wanted);
}

/**
 * The rows that may have the text. Searching the whole batch at once is much faster than each message, and usually there is
 * no match. It finds all but what has escapes, or looks different when it follows another message.
 */
function rowsToSearch(batch: SearchBatch, rows: readonly number[], wanted: string): readonly number[] {
  const { data } = batch;
  const ascii = isAscii(data);
  const whole = ascii ? data.toString("latin1").toUpperCase() : fold(data.toString("utf8"));
  if (maySpanTokens(wanted) || whole.includes(wanted)) return rows;
  const escape = escapeWithin(wanted);
  const hasEscapes = data.includes(escape);
  if (!hasEscapes && ascii) return [];
  return rows.filter((i) => {
    const { start, end } = batch.rows[i]!;
    const next = batch.rows[i + 1];
    if (hasEscapes && data.subarray(start, end).includes(escape)) return true;
    return joinsRowBefore(data, start) || (next !== undefined && joinsRowBefore(data, next.start));
  });
}

/** What the escapes begin with that can make a difference: those of JSON's own signs only if the text has some. */
function escapeWithin(wanted: string): string {
  // eslint-disable-next-line no-control-regex
  return /["\\/\0-\x1f]/.test(wanted) ? "\\" : "\\u";
}

function joinsRowBefore(data: Buffer, start: number): boolean {
  return (data[start] ?? 0) >= 0x80 && joinsBefore(data.toString("utf8", start, start + 4));
}

function textOf({ data }: SearchBatch, { start, end }: SearchRow): string {
  return data.toString("utf8", start, end);
}
