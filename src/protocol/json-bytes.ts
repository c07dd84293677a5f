const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The value of a JSON text in UTF-8. @throws SyntaxError if it is no JSON, TypeError if it is no UTF-8 */
export function parseJsonBytes(text: Uint8Array): unknown {
  return JSON.parse(utf8.decode(text));
}
