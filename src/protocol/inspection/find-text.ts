import { fold } from "./fold.ts";

/** The part of a text from `start`, inclusive, to `end`, exclusive. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** Folding a text beyond ASCII takes long, and locating what was found folds it many times: it is done in blocks. */
const blockCharacters = 1024;

/** Where a folded text first occurs in a text, from `from` on, as a search compares them; undefined if it doesn't. */
export function findText(text: string, wanted: string, from = 0): TextRange | undefined {
  if (wanted === "") return undefined;
  // What looks for `wanted` may be longer than it: decomposed characters are.
  const overlap = 4 * wanted.length + 16;
  for (let start = from; start < text.length;) {
    const next = borderFrom(text, start + blockCharacters);
    const found = locate(text.slice(start, borderFrom(text, next + overlap)), wanted);
    if (found) return { start: start + found.start, end: start + found.end };
    start = next;
  }
  if (text.length - from <= blockCharacters) return undefined;
  // It may still occur as more characters than the blocks overlap by.
  const found = locate(text.slice(from), wanted);
  return found && { start: from + found.start, end: from + found.end };
}

function locate(text: string, wanted: string): TextRange | undefined {
  const at = fold(text).indexOf(wanted);
  if (at === -1) return undefined;
  // Folding ASCII keeps the length.
  if (isAscii(text)) return { start: at, end: at + wanted.length };
  // The shortest beginning that has the text ends with it, and the shortest end of that begins with it.
  const end = least(text.length, (length) => fold(text.slice(0, length)).includes(wanted));
  const length = least(end, (length) => fold(text.slice(end - length, end)).includes(wanted));
  return { start: end - length, end };
}

/** The first index from `at` on where a text can be cut: not before a character that joins the one before it. */
function borderFrom(text: string, at: number): number {
  let border = at;
  while (
    border < text.length &&
    /^(?:\p{M}|[\u1160-\u11ff\udc00-\udfff])/u.test(text.slice(border, border + 2))
  )
    border++;
  return Math.min(border, text.length);
}

function isAscii(text: string): boolean {
  // eslint-disable-next-line no-control-regex
  return /^[\0-\x7f]*$/.test(text);
}

/** The smallest number up to `max` that a condition holds for, where it holds for all larger ones. */
function least(max: number, holds: (value: number) => boolean): number {
  let low = 1;
  let high = max;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
