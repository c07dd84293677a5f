import { isJsonContentType } from "../../protocol/content-type.ts";
import { StreamError } from "../../protocol/errors.ts";
import { withoutMark } from "../../protocol/json-bytes.ts";
import type { AppendData, AppendOptions, AppendResult } from "../../protocol/stream.ts";
import type { StreamStoreApi } from "../../store/index.ts";
import type { ResponseParts } from "../response/response-parts.ts";
import { tailHeaders } from "../response/tail-headers.ts";
import { readBody } from "../request/body.ts";
import { writeInParts } from "../request/body-parts.ts";
import { expectedOffsetIn, headerNames, isClosing, lowerCaseNames, producerIn } from "../request/headers.ts";
import type { StreamRequest } from "../request/stream-request.ts";

/** POST: appends the body, closes the stream, or both at once (PROTOCOL.md, sections 5.2 and 5.3). */
export async function appendToStream({
  request,
  path,
  store,
  options,
}: StreamRequest): Promise<ResponseParts> {
  const { headers } = request;
  const appendOptions = appendOptionsIn(headers);
  const body = await readBody(request, options);
  if (body.length > 0) {
    const contentType = headers.get("content-type");
    if (contentType === null) throw new StreamError("BAD_REQUEST", "Content-Type is missing");
    const write = (data: AppendData) => store.append(path, data, { ...appendOptions, contentType });
    const result = await (isJsonContentType(contentType)
      ? write(withoutMark(body))
      : writeInParts(body, write));
    // 200 tells a producer that its append is not a duplicate (PROTOCOL.md, section 5.2.1).
    return appended(result, result.producer && !result.duplicate ? 200 : 204);
  }
  if (!appendOptions.close)
    throw new StreamError(
      "BAD_REQUEST",
      "the body is empty: append at least one byte, or send Stream-Closed: true",
    );
  // Without a body, the Content-Type is ignored (PROTOCOL.md, section 5.2).
  return appended(await closeStream(store, path, appendOptions), 204);
}

async function closeStream(
  store: StreamStoreApi,
  path: string,
  appendOptions: AppendOptions,
): Promise<AppendResult> {
  const { producer, expectedOffset } = appendOptions;
  if (producer) return store.append(path, [], appendOptions);
  if (expectedOffset === undefined) return store.closeStream(path);
  try {
    return await store.append(path, [], appendOptions);
  } catch (error) {
    // Closing a stream again succeeds (PROTOCOL.md, section 5.3), if it was closed where this request expects it.
    const isClosedThere =
      error instanceof StreamError &&
      error.code === "CLOSED" &&
      error.details["tailOffset"] === expectedOffset;
    if (!isClosedThere) throw error;
    return store.closeStream(path);
  }
}

/** Leaves out absent options: the store checks each option that it gets. */
function appendOptionsIn(headers: Headers): AppendOptions {
  const seq = headers.get(lowerCaseNames.seq);
  const producer = producerIn(headers);
  const expectedOffset = expectedOffsetIn(headers);
  if (producer && expectedOffset !== undefined) {
    throw new StreamError(
      "BAD_REQUEST",
      "If-Match and Producer-Id exclude each other: a repeated append succeeds with Producer-Id, and is refused with If-Match",
    );
  }
  return {
    ...(seq !== null && { seq }),
    ...(producer && { producer }),
    ...(expectedOffset !== undefined && { expectedOffset }),
    ...(isClosing(headers) && { close: true }),
  };
}

function appended({ offset, closed, producer }: AppendResult, status: 200 | 204): ResponseParts {
  return {
    status,
    headers: {
      "Cache-Control": "no-store",
      ...tailHeaders(offset),
      ...(closed && { [headerNames.closed]: "true" }),
      ...(producer && {
        [headerNames.producerEpoch]: String(producer.epoch),
        [headerNames.producerSeq]: String(producer.seq),
      }),
    },
  };
}
