import { StreamError } from "../../protocol/errors.ts";

export interface Route {
  /** Whether it is below `__ds`, which is not for streams (PROTOCOL.md, section 6). */
  readonly isReserved: boolean;
  /** Relative to the stream root. Decoded, unless it is reserved. */
  readonly path: string;
}

/** The path of a request's URL, which is in its normal form: a `URL` of it would take longer than all else here. */
export function pathnameOf(url: string): string {
  const end = url.search(/[?#]/);
  const located = end === -1 ? url : url.slice(0, end);
  const start = located.indexOf("/", located.indexOf("://") + 3);
  return start === -1 ? "" : located.slice(start);
}

/**
 * Finds the stream of a URL's path. Dot segments are resolved, as in the path of any `URL`.
 *
 * @throws StreamError `NOT_FOUND` outside the stream root, `BAD_REQUEST`
 */
export function routeOf(pathname: string, basePath: string): Route {
  if (!pathname.startsWith(basePath)) {
    throw new StreamError("NOT_FOUND", `streams are below ${basePath}`);
  }
  const encoded = pathname.slice(basePath.length);
  const end = encoded.indexOf("/");
  const isReserved = decode(end === -1 ? encoded : encoded.slice(0, end)) === "__ds";
  return { isReserved, path: isReserved ? encoded : decode(encoded) };
}

/**
 * The stream that a `Stream-Forked-From` header names: the path of its URL (PROTOCOL.md, section 4.2).
 *
 * @throws StreamError `BAD_REQUEST`
 */
export function forkSourceOf(header: string, basePath: string): string {
  if (header.startsWith(basePath)) return decode(header.slice(basePath.length));
  throw new StreamError(
    "BAD_REQUEST",
    `Stream-Forked-From must be the path of a stream's URL, below ${basePath}`,
  );
}

/**
 * Decodes once, and strictly. An encoded slash is refused: decoded it would give one stream two URLs,
 * and whoever filters by URL in front of this would see only one of them.
 */
function decode(encoded: string): string {
  if (!encoded.includes("%")) return encoded;
  if (/%2f/i.test(encoded))
    throw new StreamError("BAD_REQUEST", "a stream path must not hold an encoded slash");
  return percentDecoded(encoded);
}

/** @throws StreamError `BAD_REQUEST` */
export function percentDecoded(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw new StreamError("BAD_REQUEST", "the URL's path is not valid percent-encoded UTF-8");
  }
}
