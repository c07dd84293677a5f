import { setImmediate as nextTurn } from "node:timers/promises";
import { pageOfReadable } from "../../protocol/listing/readable-page.ts";
import type { ListOptions, StreamInfo } from "../../protocol/stream.ts";
import { wholeNumberIn } from "../request/query.ts";
import type { StreamRequest } from "../request/stream-request.ts";
import { HttpError } from "../response/http-error.ts";
import type { ResponseParts } from "../response/response-parts.ts";

/** The streams of each further page that is looked at: not the client's limit, of which it may read few. */
const pageStreams = 200;

/** Relative to the stream root. */
export const listPath = "__ds/streams";

type ListRequest = Pick<StreamRequest, "request" | "store" | "options">;

/**
 * GET `__ds/streams`: lists the streams that the client may read, a page at a time, as `list` does. Not part of the
 * protocol, which has no list.
 */
export async function listStreams(listRequest: ListRequest): Promise<ResponseParts> {
  const { request } = listRequest;
  if (request.method !== "GET") throw new HttpError("METHOD_NOT_ALLOWED", `${listPath} supports GET only`);
  const options = listOptionsIn(new URL(request.url).searchParams);
  const page = await pageOfReadable(readableStreams(listRequest, options), options);
  return {
    headers: { "Content-Type": "application/json", "Cache-Control": "no-store" },
    body: JSON.stringify(page),
  };
}

async function* readableStreams(
  { request, store, options: { authorize } }: ListRequest,
  options: ListOptions,
): AsyncGenerator<StreamInfo, void, undefined> {
  let next = options;
  // As for any other request: a truthy value is not enough.
  const mayRead = async (path: string) => ((await authorize(request, path, "read")) as unknown) === true;
  for (;;) {
    const page = await store.list(next);
    for (const info of page.streams) {
      if (!(await mayRead(info.path))) continue;
      const { fork, ...rest } = info;
      yield fork && !(await mayRead(fork.path)) ? rest : info;
    }
    if (page.next === undefined) return;
    // Other work runs between pages, whatever share of the streams the client may read.
    await nextTurn();
    if (request.signal.aborted) return;
    next = { ...options, after: page.next, limit: pageStreams };
  }
}

function listOptionsIn(searchParams: URLSearchParams): ListOptions {
  const prefix = searchParams.get("prefix");
  const after = searchParams.get("after");
  const limit = wholeNumberIn(searchParams, "limit", /^[1-9]\d{0,15}$/, "streams");
  return {
    ...(prefix !== null && { prefix }),
    ...(after !== null && { after }),
    ...(limit !== undefined && { limit }),
  };
}
