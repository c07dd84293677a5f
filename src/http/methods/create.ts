import { isJsonContentType } from "../../protocol/content-type.ts";
import { StreamError } from "../../protocol/errors.ts";
import { withoutMark } from "../../protocol/json-bytes.ts";
import { startOffset, type Offset } from "../../protocol/offset.ts";
import type { AppendData, CreateOptions, ForkOptions } from "../../protocol/stream.ts";
import type { ResponseParts } from "../response/response-parts.ts";
import { assertAuthorized } from "../request/authorization.ts";
import { readBody } from "../request/body.ts";
import { writeInParts } from "../request/body-parts.ts";
import {
  expiresAtIn,
  forkSubOffsetIn,
  headerNames,
  isClosing,
  lowerCaseNames,
  ttlSecondsIn,
} from "../request/headers.ts";
import { forkSourceOf } from "../request/route.ts";
import type { StreamRequest } from "../request/stream-request.ts";

/** PUT: creates a stream, or confirms that it exists with the same configuration (PROTOCOL.md, section 5.1). */
export async function createStream(streamRequest: StreamRequest): Promise<ResponseParts> {
  const { request, path, store, options } = streamRequest;
  const { headers } = request;
  const fork = forkIn(headers, options.basePath);
  if (fork) await assertAuthorized(streamRequest, fork.path, "read");
  const wanted: CreateOptions = {
    contentType: headers.get("content-type") ?? undefined,
    ttlSeconds: ttlSecondsIn(headers),
    expiresAt: expiresAtIn(headers),
    closed: isClosing(headers),
    ...(fork && { fork }),
  };
  const isJson = wanted.contentType !== undefined && isJsonContentType(wanted.contentType);
  const given = await readBody(request, options);
  const body = isJson ? withoutMark(given) : given;
  const write = (data: AppendData) => store.create(path, { ...wanted, ...(body.length > 0 && { data }) });
  // A fork may inherit JSON.
  const isBytes = wanted.contentType === undefined ? !fork : !isJson;
  const { created, ...info } = await (isBytes ? writeInParts(body, write) : write(body));
  return {
    status: created ? 201 : 200,
    headers: {
      "Content-Type": info.contentType,
      "Cache-Control": "no-store",
      [headerNames.nextOffset]: info.tailOffset,
      ...(created && { Location: withoutQuery(request.url) }),
      ...(info.closed && { [headerNames.closed]: "true" }),
    },
  };
}

interface ForkOfPath extends ForkOptions {
  readonly path: string;
}

function forkIn(headers: Headers, basePath: string): ForkOfPath | undefined {
  const source = headers.get(lowerCaseNames.forkedFrom);
  const offset = forkOffsetIn(headers);
  const subOffset = forkSubOffsetIn(headers);
  if (source !== null) return { path: forkSourceOf(source, basePath), offset, subOffset };
  if (offset === undefined && subOffset === undefined) return undefined;
  throw new StreamError(
    "BAD_REQUEST",
    "Stream-Fork-Offset and Stream-Fork-Sub-Offset require Stream-Forked-From",
  );
}

/**
 * Clients of the reference server name the start of a stream `0000000000000000_0000000000000000`. No offset of
 * this store has only zeros, so the two cannot be confused.
 */
function forkOffsetIn(headers: Headers): Offset | undefined {
  const offset = headers.get(lowerCaseNames.forkOffset);
  if (offset === null) return undefined;
  return /^0+_0+$/.test(offset) ? startOffset : offset;
}

function withoutQuery(url: string): string {
  const bare = new URL(url);
  bare.search = "";
  bare.hash = "";
  return bare.href;
}
