import { StreamError } from "../../protocol/errors.ts";

export interface Route {
  /** Whether the path is below `__ds`, which is reserved (PROTOCOL.md, section 6). */
  readonly isReserved: boolean;
  /** Relative to the stream root. Decoded, unless reserved. */
  readonly path: string;
}

/** The path of a request's URL. The URL is normalized already, and parsing it again would slow down every request. */
export function pathnameOf(url: string): string {
  const end = url.search(/[?#]/);
  const located = end === -1 ? url : url.slice(0, end);
  const start = located.indexOf("/", located.indexOf("://") + 3);
  return start === -1 ? "" : located.slice(start);
}

/**
 * Finds the stream of a URL's path. `pathname` has no dot segments: a `Request` resolves them.
 *
 * @throws StreamError `NOT_FOUND` outside the stream root, `BAD_REQUEST`
 */
export function routeOf(pathname: string, basePath: string): Route {
  if (!pathname.startsWith(basePath)) {
    throw new StreamError("NOT_FOUND", `not found: the URLs of streams start with ${basePath}`);
  }
  const encoded = pathname.slice(basePath.length);
  const end = encoded.indexOf("/");
  const isReserved = decode(end === -1 ? encoded : encoded.slice(0, end)) === "__ds";
  return { isReserved, path: isReserved ? encoded : decode(encoded) };
}

/**
 * The stream that a `Stream-Forked-From` header names by the path of its URL (PROTOCOL.md, section 4.2).
 *
 * @throws StreamError `BAD_REQUEST`
 */
export function forkSourceOf(header: string, basePath: string): string {
  if (header.startsWith(basePath)) return decode(header.slice(basePath.length));
  throw new StreamError(
    "BAD_REQUEST",
    `Stream-Forked-From must be the path of a stream's URL and start with ${basePath}`,
  );
}

/**
 * Refuses an encoded slash: it would give one stream two URLs, and a filter in front of the server might
 * check only one of them.
 */
function decode(encoded: string): string {
  if (!encoded.includes("%")) return encoded;
  if (/%2f/i.test(encoded))
    throw new StreamError(
      "BAD_REQUEST",
      "the stream path contains an encoded slash (%2F): send a plain slash",
    );
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
