import { hexText } from "./hex.ts";

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
  const text = bytes.includes(0) ? undefined : textOf(bytes, cut);
  return { text: text ?? hexText(bytes), isHex: text === undefined };
}

/** Undefined if the bytes are not valid UTF-8. */
function textOf(bytes: Uint8Array, cut: boolean): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes, { stream: cut });
  } catch {
    return undefined;
  }
}
