/**
 * A message of a text or byte stream as one line of NDJSON: a JSON string, or `{ "base64": … }` if it is not valid UTF-8. The
 * importer takes it back (`ndjson`).
 */
export function messageLine(message: Uint8Array): string {
  return `${JSON.stringify(asJson(message))}\n`;
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function asJson(message: Uint8Array): unknown {
  try {
    return utf8.decode(message);
  } catch {
    let binary = "";
    for (const byte of message) binary += String.fromCharCode(byte);
    return { base64: btoa(binary) };
  }
}
