// Bidirectional overrides and isolates can make one text look like another, and marks are invisible.
const bidi = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;
// eslint-disable-next-line no-control-regex
const controls = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;

const escaped = new RegExp(`${bidi.source}|${controls.source}`, "g");

/** Decodes bytes as UTF-8. With `cut`, an incomplete character at the end is left out. */
export function decodeText(bytes: Uint8Array, cut = false): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes, { stream: cut });
}

/** Replaces characters that affect layout or direction by escapes: `\n`, `\x1b`, `\u202e`. */
export function visibleText(text: string, { keepLines = false } = {}): string {
  return text
    .toWellFormed()
    .replace(bidi, escapeOf)
    .replace(controls, (character) =>
      keepLines && (character === "\n" || character === "\t") ? character : escapeOf(character),
    );
}

/** A part of a visible text: as it is, or an escape in place of a character. */
export interface VisiblePart {
  readonly text: string;
  readonly isEscape: boolean;
}

/** The same in parts, so that escapes can be told from the same characters in the text. */
export function* visibleParts(text: string, { keepLines = false } = {}): Generator<VisiblePart> {
  const wellFormed = text.toWellFormed();
  let at = 0;
  for (const { 0: character, index } of wellFormed.matchAll(escaped)) {
    if (keepLines && (character === "\n" || character === "\t")) continue;
    if (index > at) yield { text: wellFormed.slice(at, index), isEscape: false };
    yield { text: escapeOf(character), isEscape: true };
    at = index + 1;
  }
  if (at < wellFormed.length) yield { text: wellFormed.slice(at), isEscape: false };
}

/** Without the line end that ends most lines of a log. */
export function withoutLineEnd(text: string): string {
  return text.replace(/\r?\n$/, "");
}

const shortEscapes: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function escapeOf(character: string): string {
  const code = character.charCodeAt(0);
  const short = shortEscapes[character];
  if (short !== undefined) return short;
  return code < 0x100
    ? `\\x${code.toString(16).padStart(2, "0")}`
    : `\\u${code.toString(16).padStart(4, "0")}`;
}
