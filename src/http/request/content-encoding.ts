import { constants } from "node:buffer";
import { brotliDecompress, gunzip, inflate, inflateRaw, type Gunzip, type ZlibOptions } from "node:zlib";
import { StreamError } from "../../protocol/errors.ts";
import { declaredBodyBytes } from "./content-length.ts";
import { HttpError } from "../response/http-error.ts";

type Decode = typeof gunzip;

const decoders: Readonly<Record<string, (body: Uint8Array) => Decode>> = {
  gzip: () => gunzip,
  "x-gzip": () => gunzip,
  deflate: (body) => (hasZlibHeader(body) ? inflate : inflateRaw),
  br: () => brotliDecompress,
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
 * Decodes a body up to `maxBytes`, outside of the event loop's thread: a few kilobytes may decode to gigabytes.
 *
 * @throws StreamError `BAD_REQUEST` if the body is damaged or ends early; what `tooLarge` returns
 */
export async function decodedBody(
  body: Uint8Array,
  encoding: string,
  { maxBytes, tooLarge }: { readonly maxBytes: number; readonly tooLarge: () => StreamError },
): Promise<Uint8Array> {
  try {
    return await decode(decoders[encoding]!(body), body, maxBytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") throw tooLarge();
    throw new StreamError("BAD_REQUEST", `the body is not valid ${encoding}: ${(error as Error).message}`);
  }
}

/** How many bytes a request's body may decode to; undefined if it is not encoded, and has no declared size. */
export function decodedBytesAtMost(headers: Headers): number | undefined {
  const declared = declaredBodyBytes(headers);
  const encoding = headers.get("content-encoding");
  if (encoding === null || declared === 0) return declared;
  if (declared === undefined || !/^((x-)?gzip|deflate)$/i.test(encoding)) return Number.POSITIVE_INFINITY;
  return declared * maxDeflateRatio;
}

/** Of the format that gzip and deflate share. */
const maxDeflateRatio = 1032;

/** With `info`, the result is not the buffer alone. */
interface Decoded {
  readonly buffer: Buffer;
  readonly engine: Pick<Gunzip, "bytesWritten">;
}

function decode(using: Decode, body: Uint8Array, maxOutputLength: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const options = { maxOutputLength: Math.min(maxOutputLength, constants.MAX_LENGTH), info: true };
    using(body, options as ZlibOptions, (error, result) => {
      if (error) return reject(error);
      const { buffer, engine } = result as unknown as Decoded;
      // Node ignores what follows the end.
      if (engine.bytesWritten === body.length) resolve(buffer);
      else reject(new Error(`it ends after ${engine.bytesWritten} of ${body.length} bytes`));
    });
  });
}

/** `deflate` means zlib's format; some clients send the same without its header. */
function hasZlibHeader([first = 0, second = 0]: Uint8Array): boolean {
  return (first & 0x0f) === 8 && ((first << 8) | second) % 31 === 0;
}
