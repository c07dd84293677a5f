import { isJsonContentType } from "../../protocol/content-type.ts";
import { StreamError } from "../../protocol/errors.ts";
import { joinBytes } from "./join-bytes.ts";
import { isStoredUnchanged, type ImportFormat } from "./format.ts";

/**
 * Converts an input to UTF-8. Empty chunks, which mark a pause of the input, are passed on.
 *
 * @param found told the encoding as soon as it is known: its name in the Encoding Standard, or `bytes`
 * @throws StreamError `BAD_REQUEST` for an unknown encoding, an input that is not in its encoding, and a compressed file
 */
export async function* toUtf8(
  chunks: AsyncIterable<Uint8Array>,
  format: ImportFormat,
  found: (encoding: string) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  let start: Uint8Array = new Uint8Array();
  let convert: Conversion | undefined;
  const begin = (): Conversion => {
    const encoding = encodingOf(start, format);
    found(encoding);
    return conversionFrom(encoding);
  };
  for await (const chunk of chunks) {
    if (convert) {
      if (chunk.length === 0) yield chunk;
      else yield* convert(chunk);
      continue;
    }
    start = joinBytes([start, chunk]);
    if (mayBeginWithMark(start)) continue;
    convert = begin();
    yield* convert(start);
  }
  if (convert) yield* convert();
  else {
    convert = begin();
    if (start.length > 0) yield* convert(start);
    yield* convert();
  }
}

/** @throws StreamError `BAD_REQUEST` if the encoding is unknown */
export function assertEncoding(encoding: string | undefined): void {
  if (encoding !== undefined && encoding !== "bytes") decoderFor(encoding);
}

/** Converts a chunk, or, without one, ends the input. */
type Conversion = (chunk?: Uint8Array) => Iterable<Uint8Array>;

const marks: readonly (readonly [name: string, bytes: readonly number[]])[] = [
  ["utf-32le", [0xff, 0xfe, 0, 0]],
  ["utf-32be", [0, 0, 0xfe, 0xff]],
  ["utf-16le", [0xff, 0xfe]],
  ["utf-16be", [0xfe, 0xff]],
  ["gzip", [0x1f, 0x8b]],
  ["zstd", [0x28, 0xb5, 0x2f, 0xfd]],
  ["zip", [0x50, 0x4b, 3, 4]],
];
const markBytes = 4;

/** Whether more bytes are needed to tell which mark, if any, an input begins with. */
function mayBeginWithMark(start: Uint8Array): boolean {
  return start.length < markBytes && marks.some(([, mark]) => start.every((byte, i) => byte === mark[i]));
}

function encodingOf(start: Uint8Array, format: ImportFormat): string {
  if (isStoredUnchanged(format)) return "bytes";
  const mark = marks.find(([, bytes]) => bytes.every((byte, i) => byte === start[i]))?.[0];
  if (format.encoding !== undefined) {
    const { encoding } = decoderFor(format.encoding);
    // `utf-16` leaves the byte order to the mark.
    return format.encoding.toLowerCase() === "utf-16" && mark === "utf-16be" ? mark : encoding;
  }
  if (mark?.startsWith("utf-16")) return mark;
  if (mark?.startsWith("utf-32"))
    throw new StreamError("BAD_REQUEST", `the input is ${mark}, which is not supported: convert it to UTF-8`);
  if (mark !== undefined)
    throw new StreamError("BAD_REQUEST", `the input is a ${mark} file: decompress it first`);
  return withoutMark(start, isJsonContentType(format.contentType));
}

/** UTF-16 without a mark is recognised by the zeros in every other byte. */
function withoutMark(start: Uint8Array, json: boolean): string {
  const guess = ["utf-16le", "utf-16be"].find((_, order) => looksLikeUtf16(start.subarray(0, 1024), order));
  if (guess === undefined || json) return guess ?? "utf-8";
  // In text, unlike in JSON, zeros are allowed.
  throw new StreamError(
    "BAD_REQUEST",
    `the input looks like ${guess} without a byte order mark: choose its encoding, or "bytes" to store it unchanged`,
    { option: "encoding" },
  );
}

/** @param order 0 if the zeros of ASCII characters come second, 1 if they come first */
function looksLikeUtf16(bytes: Uint8Array, order: number): boolean {
  const zeros = [0, 0];
  for (const [i, byte] of bytes.entries()) if (byte === 0) zeros[i % 2]!++;
  return zeros[order] === 0 && zeros[1 - order]! >= Math.max(2, bytes.length * 0.3);
}

function conversionFrom(encoding: string): Conversion {
  if (encoding === "bytes" || encoding === "utf-8") return (chunk) => (chunk ? [chunk] : []);
  const decoder = decoderFor(encoding);
  const encoder = new TextEncoder();
  let position = 0;
  return (chunk) => {
    const text = decode(decoder, chunk, position);
    position += chunk?.length ?? 0;
    return text === "" ? [] : [encoder.encode(text)];
  };
}

function decode(decoder: TextDecoder, chunk: Uint8Array | undefined, position: number): string {
  try {
    return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
  } catch {
    throw new StreamError(
      "BAD_REQUEST",
      `the input is not valid ${decoder.encoding} at or after byte ${position}: choose another encoding`,
      { option: "encoding" },
    );
  }
}

function decoderFor(encoding: string): TextDecoder {
  try {
    return new TextDecoder(encoding, { fatal: true });
  } catch {
    throw new StreamError(
      "BAD_REQUEST",
      `unknown encoding ${JSON.stringify(encoding)}: use a name such as utf-8, utf-16le, windows-1252 or shift_jis, or bytes`,
    );
  }
}
