import { StreamError } from "../../protocol/errors.ts";
import { parseJsonBytes } from "../../protocol/json-bytes.ts";
import type { AppendData } from "../../protocol/stream.ts";
import { arrayOf } from "../short-lived.ts";
import { splitJsonArray } from "./split-json-array.ts";

/** One append is one transaction, and holds the event loop for as long as it takes. */
const maxMessagesPerAppend = 100_000;

/**
 * Turns what a caller wants to append into the bytes of each message. All of it is copied: the caller
 * may go on using its buffers and objects.
 *
 * @throws StreamError `BAD_REQUEST`, `TOO_LARGE`
 */
export function encodeMessages(data: AppendData, json: boolean, maxMessageBytes: number): Buffer[] {
  const messages = json ? encodeJson(data) : encodeBytes(data);
  if (messages.length > maxMessagesPerAppend) {
    throw new StreamError("TOO_LARGE", `an append holds at most ${maxMessagesPerAppend} messages`);
  }
  for (const message of messages) {
    if (message.length > maxMessageBytes) {
      throw new StreamError(
        "TOO_LARGE",
        `a message of ${message.length} bytes is above the limit of ${maxMessageBytes}`,
        {
          maxMessageBytes,
        },
      );
    }
  }
  return messages;
}

/** A copy of data whose stream, and so its form, is not known yet. */
export function takeSnapshot(data: AppendData): AppendData {
  try {
    return structuredClone(data);
  } catch {
    throw new StreamError("BAD_REQUEST", "the data cannot be copied");
  }
}

function encodeBytes(data: AppendData): Buffer[] {
  // Not `map`, which would pass over the holes of a sparse array.
  return Array.isArray(data) ? Array.from(data, encodeBytesMessage) : arrayOf(encodeBytesMessage(data));
}

function encodeBytesMessage(message: unknown): Buffer {
  const bytes = copyBytes(message) ?? (typeof message === "string" ? encodeText(message) : undefined);
  if (!bytes)
    throw new StreamError(
      "BAD_REQUEST",
      "data for a byte stream must be a string, a Uint8Array or an array of these",
    );
  if (bytes.length === 0) throw new StreamError("BAD_REQUEST", "a message must not be empty");
  return bytes;
}

function encodeText(text: string): Buffer {
  if (!text.isWellFormed())
    throw new StreamError("BAD_REQUEST", "the text holds a lone surrogate and has no UTF-8 form");
  return Buffer.from(text);
}

/** A `Uint8Array` is JSON text; an array, also one in such a text, is flattened by one level (PROTOCOL.md, section 9.1.2). */
function encodeJson(data: AppendData): Buffer[] {
  const text = copyBytes(data);
  if (text)
    return isArrayText(text)
      ? splitJsonArray(checkJson(text), maxMessagesPerAppend + 1)
      : arrayOf(checkJson(text));
  return Array.isArray(data) ? Array.from(data, encodeJsonMessage) : arrayOf(encodeJsonMessage(data));
}

function encodeJsonMessage(value: unknown): Buffer {
  const text = copyBytes(value);
  if (text) return checkJson(text);
  let encoded: string | undefined;
  try {
    encoded = JSON.stringify(value);
  } catch (error) {
    throw new StreamError("BAD_REQUEST", `the value has no JSON form: ${firstLine(error)}`);
  }
  if (encoded === undefined)
    throw new StreamError("BAD_REQUEST", `the value has no JSON form: it is ${typeof value}`);
  return Buffer.from(encoded);
}

function checkJson(text: Buffer): Buffer {
  try {
    parseJsonBytes(text);
  } catch (error) {
    throw new StreamError("BAD_REQUEST", `the data is not valid JSON: ${firstLine(error)}`);
  }
  return text;
}

function isArrayText(text: Buffer): boolean {
  for (const byte of text) {
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) return byte === 0x5b;
  }
  return false;
}

function copyBytes(data: unknown): Buffer | undefined {
  return data instanceof Uint8Array ? Buffer.from(data) : undefined;
}

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split("\n", 1)[0]!;
}
