import { decodeText } from "./text.ts";

/** What to put into the clipboard for the bytes of a message. */
export interface CopiedContent {
  readonly text: string;
  /** Whether the bytes are copied as hexadecimal digits, because they are no text. */
  readonly isHex: boolean;
}

/**
 * Text as it is; bytes that are not valid UTF-8, or that have a NUL, which ends a text in some clipboards, as hexadecimal
 * digits. With `cut`, the bytes are only the beginning of the message, and an incomplete character at their end is left out.
 */
export function copiedContent(bytes: Uint8Array, cut: boolean): CopiedContent {
  if (isText(bytes, cut)) return { text: decodeText(bytes, cut), isHex: false };
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0"));
  return { text: digits.join(""), isHex: true };
}

function isText(bytes: Uint8Array, cut: boolean): boolean {
  if (bytes.includes(0)) return false;
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: cut });
    return true;
  } catch {
    return false;
  }
}
