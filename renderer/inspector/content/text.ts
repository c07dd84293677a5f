// Bidirectional overrides and isolates can make one text look like another, and marks are invisible.
const bidi = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;
// eslint-disable-next-line no-control-regex
const controls = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;

/** Decodes bytes as UTF-8. With `cut`, an incomplete character at the end is left out. */
export function decodeText(bytes: Uint8Array, cut = false): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes, { stream: cut });
}

/** Replaces characters that affect layout or direction by visible ones. */
export function visibleText(text: string, { keepLines = false } = {}): string {
  return text
    .toWellFormed()
    .replace(bidi, escape)
    .replace(controls, (character) =>
      keepLines && (character === "\n" || character === "\t") ? character : picture(character),
    );
}

/** Unicode has pictures of U+0000 to U+001F: `␀` to `␟`. */
function picture(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? "\u2421" : escape(character);
}

function escape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
