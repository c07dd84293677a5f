const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Parses JSON text in UTF-8. @throws SyntaxError if it is not valid JSON, TypeError if it is not valid UTF-8 */
export function parseJsonBytes(text: Uint8Array): unknown {
  return JSON.parse(utf8.decode(text));
}
