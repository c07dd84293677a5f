/**
 * A form in which texts are equal that a reader takes for the same: letter case, composed or decomposed characters, and
 * compatibility forms make no difference (`STRASSE` and `straße`, `İstanbul` and `istanbul`). All searches compare it.
 */
export function fold(text: string): string {
  // eslint-disable-next-line no-control-regex
  if (/^[\0-\x7f]*$/.test(text)) return text.toUpperCase();
  // First to lower and then to upper case: `ς` and `σ`, `ẞ` and `ß` meet only there. The dot of `İ` is a letter of its own then.
  return text.normalize("NFKC").toLowerCase().toUpperCase().normalize("NFC").replaceAll("\u0130", "I");
}

/** Whether a character that starts a text would join the one before it, if the two texts were one. */
export function joinsBefore(character: string): boolean {
  return /^[\p{M}\u1160-\u11ff\ufffd]/u.test(character);
}
