import { isJsonContentType, mediaType } from "../../protocol/content-type.ts";
import { isUtf8ContentType } from "../../protocol/media-type.ts";

/** How to turn an input into messages: one per line, each with its line ending. */
export interface ImportFormat {
  /** The content type of the stream. In an `application/json` stream, each line is one JSON value. */
  readonly contentType: string;
  /**
   * The encoding of the input, by a label of the Encoding Standard such as `windows-1252`; text is stored as UTF-8. `"bytes"`
   * stores the input unchanged. By default text and JSON must be UTF-8, or UTF-16 that says so with a byte order mark; other
   * content types, and text with another `charset` in its content type, are stored unchanged.
   */
  readonly encoding?: string | undefined;
  /**
   * Whether each line of an input for a text or byte stream is a message in JSON, a string or `{ "base64": … }`: so the
   * messages of such a stream are exported with line breaks in them. False by default; without effect in JSON streams.
   */
  readonly ndjson?: boolean | undefined;
  /** The maximum size of a message in bytes. */
  readonly maxMessageBytes: number;
}

/** Whether an input is stored as it is, whatever its bytes. */
export function isStoredUnchanged({ contentType, encoding, ndjson }: ImportFormat): boolean {
  if (ndjson && encoding === undefined) return false;
  return encoding === undefined ? !isUtf8Text(contentType) : encoding === "bytes";
}

/** Whether messages of this type are text that is read as UTF-8. */
export function isUtf8Text(contentType: string): boolean {
  if (isJsonContentType(contentType)) return true;
  const type = mediaType(contentType);
  if (!type.startsWith("text/") && !/[+/-](json|ndjson|xml|yaml)$/.test(type)) return false;
  return isUtf8ContentType(contentType);
}
