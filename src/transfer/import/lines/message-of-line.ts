import { parseJsonBytes } from "../../../protocol/json-bytes.ts";
import { lineError } from "./line-error.ts";

/**
 * The message that a line of an exported text or byte stream holds: a JSON string, or `{ "base64": … }`.
 *
 * @throws StreamError `BAD_REQUEST`
 */
export function messageOfLine(line: Uint8Array, lineNumber: number): Uint8Array {
  let value: unknown;
  try {
    value = parseJsonBytes(line);
    if (typeof value === "string") return new TextEncoder().encode(value);
    const { base64 } = value as { base64: string };
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    const problem = 'not a JSON string or { "base64": … }, as export --ndjson writes them';
    throw lineError("BAD_REQUEST", lineNumber, problem);
  }
}
