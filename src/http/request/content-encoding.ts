import {
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  type BrotliDecompress,
  type Gunzip,
} from "node:zlib";
import { StreamError } from "../../protocol/errors.ts";
import { HttpError } from "../response/http-error.ts";

type Decoder = Gunzip | BrotliDecompress;

/** Of the output, in bytes: with Node's 16 KiB, large bodies take twice as long. */
const options = { chunkSize: 64 * 1024 };

const decoders: Readonly<Record<string, (body: Uint8Array) => Decoder>> = {
  gzip: () => createGunzip(options),
  "x-gzip": () => createGunzip(options),
  deflate: (body) => (hasZlibHeader(body) ? createInflate(options) : createInflateRaw(options)),
  br: () => createBrotliDecompress(options),
};

/** The encodings of request bodies, as `Accept-Encoding` lists them in a response (RFC 9110, section 12.5.3). */
export const acceptedEncodings = "gzip, deflate, br";

/**
 * How a request's body is encoded (RFC 9110, section 8.4); undefined if it is not.
 *
 * @throws HttpError `UNSUPPORTED_ENCODING` for more than one encoding, too
 */
export function contentEncodingIn(headers: Headers): string | undefined {
  const names = (headers.get("content-encoding") ?? "").toLowerCase().split(",");
  const [encoding, ...others] = names.map((name) => name.trim()).filter((name) => !isNone.has(name));
  if (encoding === undefined) return undefined;
  if (others.length === 0 && Object.hasOwn(decoders, encoding)) return encoding;
  throw new HttpError(
    "UNSUPPORTED_ENCODING",
    `the body's Content-Encoding must be one of ${acceptedEncodings}: send it with one of them, or without`,
  );
}

const isNone: ReadonlySet<string> = new Set(["", "identity"]);

/**
 * Decodes a body outside of the event loop's thread, piece by piece: a few kilobytes may decode to gigabytes.
 *
 * @param decoded told how many bytes there are so far; what it throws ends the decoding
 * @throws StreamError `BAD_REQUEST` if the body is damaged, ends early, or has bytes after its end; what `decoded` throws
 */
export async function decodedBody(
  body: Uint8Array,
  encoding: string,
  decoded: (bytes: number) => void,
): Promise<Uint8Array> {
  const decoder = decoders[encoding]!(body);
  const chunks: Uint8Array[] = [];
  let size = 0;
  decoder.end(body);
  try {
    for await (const chunk of decoder as AsyncIterable<Uint8Array>) {
      size += chunk.byteLength;
      decoded(size);
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof StreamError ? error : invalidBody(encoding, (error as Error).message);
  }
  // Node ignores what follows the end.
  const { bytesWritten } = decoder;
  if (bytesWritten < body.length)
    throw invalidBody(encoding, `it ends after ${bytesWritten} of ${body.length} bytes`);
  return Buffer.concat(chunks, size);
}

function invalidBody(encoding: string, problem: string): StreamError {
  return new StreamError("BAD_REQUEST", `the body is not valid ${encoding}: ${problem}`);
}

/** `deflate` means zlib's format; some clients send the same without its header. */
function hasZlibHeader([first = 0, second = 0]: Uint8Array): boolean {
  return (first & 0x0f) === 8 && ((first << 8) | second) % 31 === 0;
}
