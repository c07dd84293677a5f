import { findText } from "../../../protocol/inspection/find-text.ts";
import { laidOut, maySpanTokens, unescaped } from "./displayed.ts";

/** A text that begins within so many characters of its message is in sight in the message's row. */
const charactersInSight = 40;
/** The characters of an excerpt before and after the beginning of the text. */
const charactersBefore = 16;
const charactersAfter = 240;
/** In a longer message, text beyond ASCII is not located: its length may change when it is folded. */
const maxFoldedCharacters = 64 * 1024;

/**
 * The part of a message around the first occurrence of a folded text, as the inspector shows it; undefined if the text is in
 * sight at the beginning of the message.
 */
export function excerptOf(text: string, wanted: string): string | undefined {
  const shown = unescaped(maySpanTokens(wanted) ? laidOut(text) : text);
  for (const form of shown === text ? [text] : [text, shown]) {
    const found = findText(form.slice(0, lengthToSearch(form)), wanted);
    if (!found) continue;
    if (found.start <= charactersInSight) return undefined;
    return form.slice(found.start - charactersBefore, found.start + charactersAfter);
  }
  return undefined;
}

function lengthToSearch(text: string): number {
  // eslint-disable-next-line no-control-regex
  return /^[\0-\x7f]*$/.test(text) ? text.length : maxFoldedCharacters;
}
