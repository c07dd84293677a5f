import { pipeline } from "node:stream/promises";
import { constants, createGzip } from "node:zlib";
import { isLoopbackHost } from "../../protocol/hosts/loopback.ts";
import type { UnreadBudget } from "../catch-up/unread-budget.ts";
import type { StreamRequest } from "../request/stream-request.ts";
import type { HeaderFields } from "./response-parts.ts";

/** Compressing a smaller body saves nothing: it fits into a packet or two anyway. */
const minBytes = 1024;
/** What zlib holds for one response. */
const zlibBytes = 256 * 1024;

const forwardingHeaders = ["via", "forwarded", "x-forwarded-for"] as const;

export type Encoding = "gzip" | undefined;

/** The encoding of a body of `bytes` bytes: gzip if the client accepts it and it pays. */
export function encodingFor(streamRequest: StreamRequest, contentType: string, bytes: number): Encoding {
  if (bytes < minBytes || !isCompressible(contentType) || !mayCompress(streamRequest)) return undefined;
  return acceptsGzip(streamRequest.request.headers.get("accept-encoding") ?? "") ? "gzip" : undefined;
}

/** Adds what the headers say about an encoding to those that say what caches may do. */
export function encodingHeaders(
  streamRequest: StreamRequest,
  caching: HeaderFields,
  encoding: Encoding,
): HeaderFields {
  if (!mayCompress(streamRequest)) return caching;
  const vary = caching["Vary"];
  return {
    ...caching,
    Vary: vary === undefined ? "Accept-Encoding" : `${vary}, Accept-Encoding`,
    ...(encoding && { "Content-Encoding": encoding }),
  };
}

/** Compresses a body in threads of its own, one chunk at a time. */
export async function* gzipped(
  chunks: AsyncIterable<Uint8Array<ArrayBuffer>> | Iterable<Uint8Array<ArrayBuffer>>,
  unread: UnreadBudget,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  const gzip = createGzip({ level: constants.Z_BEST_SPEED, chunkSize: 64 * 1024 });
  unread.reserve(zlibBytes);
  try {
    // The loop below throws its error, too.
    pipeline(chunks, gzip).catch(() => {});
    for await (const chunk of gzip) yield chunk as Uint8Array<ArrayBuffer>;
  } finally {
    unread.release(zlibBytes);
  }
}

/** To a client on the same machine, compressing takes longer than it saves (docs/performance.md). */
function mayCompress({ request: { headers, url }, options }: StreamRequest): boolean {
  return (
    options.compress ??
    (forwardingHeaders.some((name) => headers.has(name)) || !isLoopbackHost(new URL(url).hostname))
  );
}

function isCompressible(contentType: string): boolean {
  return /^text\/|^application\/(json|xml|javascript|x-ndjson)\b|\+(json|xml)\b/i.test(contentType);
}

/** Whether `Accept-Encoding` allows gzip, by its name or by `*` (RFC 9110, section 12.5.3). */
function acceptsGzip(acceptEncoding: string): boolean {
  const codings = new Map<string, boolean>();
  for (const item of acceptEncoding.toLowerCase().split(",")) {
    const [coding = "", ...parameters] = item.split(";").map((part) => part.trim());
    codings.set(coding, !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter)));
  }
  return codings.get("gzip") ?? codings.get("x-gzip") ?? codings.get("*") ?? false;
}
