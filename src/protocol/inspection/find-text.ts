import { fold } from "./fold.ts";

/** The part of a text from `start`, inclusive, to `end`, exclusive. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** Where a folded text first occurs in a text, from `from` on, as a search compares them; undefined if it doesn't. */
export function findText(text: string, wanted: string, from = 0): TextRange | undefined {
  const rest = from === 0 ? text : text.slice(from);
  const folded = fold(rest);
  const at = folded.indexOf(wanted);
  if (at === -1 || wanted === "") return undefined;
  // Folding ASCII keeps the length.
  if (isAscii(rest)) return { start: from + at, end: from + at + wanted.length };
  // The shortest beginning that has the text ends with it, and the shortest end of that begins with it.
  const end = least(rest.length, (length) => fold(rest.slice(0, length)).includes(wanted));
  const length = least(end, (length) => fold(rest.slice(end - length, end)).includes(wanted));
  return { start: from + end - length, end: from + end };
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
