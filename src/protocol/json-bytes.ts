const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Parses JSON text in UTF-8. @throws SyntaxError if it is not valid JSON, TypeError if it is not valid UTF-8 */
export function parseJsonBytes(text: Uint8Array): unknown {
  return JSON.parse(utf8.decode(text));
}

/** Leaves out a byte order mark, which some programs put before JSON; parsers may ignore it (RFC 8259, section 8.1). */
export function withoutMark(text: Uint8Array): Uint8Array {
  return text[0] === 0xef && text[1] === 0xbb && text[2] === 0xbf ? text.subarray(3) : text;
}
