import { StreamError } from "../../protocol/errors.ts";
import { parseJsonBytes } from "../../protocol/json-bytes.ts";
import type { AppendData } from "../../protocol/stream.ts";
import { arrayOf } from "../short-lived.ts";
import type { NewStream } from "../streams/stream.ts";
import { splitJsonArray } from "./split-json-array.ts";

/** An append is one transaction, which blocks the event loop while it runs: for half a second with so many small messages. */
const maxMessagesPerAppend = 500_000;

/** The parts of a stream that decide how its messages are encoded. */
type Target = Pick<NewStream, "path" | "contentType" | "json">;

/**
 * Encodes the data of an append into the bytes of each message. Everything is copied: the caller may change its buffers and
 * objects afterwards.
 *
 * @throws StreamError `BAD_REQUEST`, `TOO_LARGE`
 */
export function encodeMessages(data: AppendData, stream: Target, maxMessageBytes: number): Buffer[] {
  const messages = stream.json ? encodeJson(data) : encodeBytes(data, stream);
  if (messages.length > maxMessagesPerAppend) {
    throw new StreamError("TOO_LARGE", `more than ${maxMessagesPerAppend} messages in one append: split it`);
  }
  for (const { length } of messages) {
    if (length > maxMessageBytes) {
      throw new StreamError(
        "TOO_LARGE",
        `a message of ${length} bytes is larger than maxMessageBytes, ${maxMessageBytes}`,
        { maxMessageBytes },
      );
    }
  }
  return messages;
}

/** A copy of data that cannot be encoded yet, because its stream is not known. */
export function takeSnapshot(data: AppendData): AppendData {
  try {
    return structuredClone(data);
  } catch (error) {
    throw new StreamError("BAD_REQUEST", `data cannot be copied: ${firstLine(error)}`);
  }
}

function encodeBytes(data: AppendData, stream: Target): Buffer[] {
  if (!Array.isArray(data)) return arrayOf(encodeBytesMessage(data, stream));
  // Not `map`, which would skip the holes of a sparse array.
  return Array.from(data, (message) => encodeBytesMessage(message, stream));
}

function encodeBytesMessage(message: unknown, { path, contentType }: Target): Buffer {
  const bytes = copyBytes(message) ?? (typeof message === "string" ? encodeText(message) : undefined);
  if (!bytes)
    throw new StreamError(
      "BAD_REQUEST",
      `${JSON.stringify(path)} holds ${contentType}: append a string or Uint8Array, or create it with contentType "application/json"`,
    );
  if (bytes.length === 0)
    throw new StreamError("BAD_REQUEST", "the message is empty: append at least one byte");
  return bytes;
}

function encodeText(text: string): Buffer {
  if (!text.isWellFormed())
    throw new StreamError(
      "BAD_REQUEST",
      "the string contains a lone surrogate, which UTF-8 cannot encode: append its bytes as a Uint8Array",
    );
  return Buffer.from(text);
}

/** A `Uint8Array` is JSON text. An array, or a JSON text that is one, is flattened by one level (PROTOCOL.md, section 9.1.2). */
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
    throw new StreamError("BAD_REQUEST", `the value cannot be converted to JSON: ${firstLine(error)}`);
  }
  if (encoded === undefined)
    throw new StreamError("BAD_REQUEST", `a value of type ${typeof value} cannot be converted to JSON`);
  return Buffer.from(encoded);
}

function checkJson(text: Buffer): Buffer {
  try {
    parseJsonBytes(text);
  } catch (error) {
    throw new StreamError("BAD_REQUEST", `data is not valid JSON: ${firstLine(error)}`);
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
