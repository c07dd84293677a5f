import { messagesIn, type PackedPage } from "../../protocol/packed-page.ts";

/**
 * The messages of a text or byte stream as NDJSON, each on one line: a JSON string, or `{ "base64": … }` if it is not valid
 * UTF-8. An import with `ndjson` takes them back.
 */
export function messageLines(page: Pick<PackedPage, "json" | "data" | "lengths">): string {
  let lines = "";
  for (const message of messagesIn(page)) lines += `${JSON.stringify(asJson(message))}\n`;
  return lines;
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
