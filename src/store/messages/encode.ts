import {
  badMessage,
  firstLine,
  isBytes,
  JsonText,
  takeData,
  toJsonText,
} from "../../protocol/append-data.ts";
import { StreamError } from "../../protocol/errors.ts";
import { parseJsonBytes } from "../../protocol/json-bytes.ts";
import { isUtf8ContentType } from "../../protocol/media-type.ts";
import type { AppendData } from "../../protocol/stream.ts";
import { arrayOf } from "../short-lived.ts";
import type { Definitions } from "../definitions/definitions.ts";
import type { NewStream } from "../streams/stream.ts";
import { splitJsonArray } from "./split-json-array.ts";

/** An append is one transaction, which blocks the event loop while it runs: for half a second with so many small messages. */
export const maxMessagesPerAppend = 500_000;

/** The parts of a stream that decide how its messages are encoded. */
type Target = Pick<NewStream, "path" | "contentType" | "json">;

/** What a store accepts. */
export interface EncodingRules {
  readonly maxMessageBytes: number;
  readonly definitions: Pick<Definitions, "check">;
}

/**
 * Encodes the data of an append into the bytes of each message. Everything is copied: the caller may change its buffers and
 * objects afterwards. Every append passes here, so this is where definitions are enforced.
 *
 * @throws StreamError `BAD_REQUEST`, `TOO_LARGE`, `INVALID`; `CONTENT_TYPE_MISMATCH` if the definition has another one
 */
export function encodeMessages(
  data: AppendData,
  stream: Target,
  { maxMessageBytes, definitions }: EncodingRules,
): Buffer[] {
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
  definitions.check(stream, messages);
  return messages;
}

/**
 * Data that cannot be encoded yet, because its stream is not known; the caller may change its objects afterwards.
 *
 * @throws StreamError `BAD_REQUEST`
 */
export function takeSnapshot(data: AppendData): AppendData {
  return takeData(data, (bytes) => Buffer.from(bytes));
}

function encodeBytes(data: AppendData, stream: Target): Buffer[] {
  if (!Array.isArray(data)) return arrayOf(encodeBytesMessage(data, stream));
  // Not `map`, which would skip the holes of a sparse array.
  return Array.from(data, (message, position) => encodeBytesMessage(message, stream, position));
}

function encodeBytesMessage(message: unknown, { path, contentType }: Target, position?: number): Buffer {
  const bytes =
    copyBytes(message) ??
    (typeof message === "string" ? encodeText(message, { path, contentType }, position) : undefined);
  if (!bytes) {
    // What no stream can hold is refused alike everywhere.
    toJsonText(message, position);
    throw badMessage(
      `${JSON.stringify(path)} holds ${contentType}: append a string or Uint8Array, or create it with contentType "application/json"`,
      position,
    );
  }
  if (bytes.length === 0) throw badMessage("the message is empty: append at least one byte", position);
  return bytes;
}

function encodeText(
  text: string,
  { path, contentType }: Pick<Target, "path" | "contentType">,
  position: number | undefined,
): Buffer {
  if (!isUtf8ContentType(contentType) && !isSameInUtf8(text, contentType))
    throw badMessage(
      `${JSON.stringify(path)} holds ${contentType}, and strings are stored as UTF-8: append a Uint8Array in that charset`,
      position,
    );
  if (!text.isWellFormed())
    throw badMessage(
      "the string contains a lone surrogate, which UTF-8 cannot encode: append its bytes as a Uint8Array",
      position,
    );
  return Buffer.from(text);
}

/** ASCII text has the same bytes in all charsets that are in use for files, except for those of two or four bytes a character. */
function isSameInUtf8(text: string, contentType: string): boolean {
  return !/(utf-?(16|32)|ucs-?[24])/i.test(contentType) && Buffer.byteLength(text) === text.length;
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

function encodeJsonMessage(value: unknown, position?: number): Buffer {
  const text = copyBytes(value);
  if (text) return checkJson(text, position);
  return Buffer.from(value instanceof JsonText ? value.json : toJsonText(value, position));
}

function checkJson(text: Buffer, position?: number): Buffer {
  try {
    parseJsonBytes(text);
  } catch (error) {
    throw badMessage(`data is not valid JSON: ${firstLine(error)}`, position);
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
  return isBytes(data) ? Buffer.from(data) : undefined;
}
