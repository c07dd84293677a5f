import { defaultListLimit, type ListOptions, type ListPage, type StreamInfo } from "../../protocol/stream.ts";
import { assertPathPrefix } from "../../protocol/stream-path.ts";
import { checkOptions, isWholeNumber } from "../check-options.ts";
import { isExpired } from "../streams/expiry.ts";
import { assertNotClosed, type StoreContext } from "../context.ts";
import { toInfo } from "../streams/info.ts";

const maxLimit = 1000;

/**
 * A page of the streams whose path starts with `prefix`, in path order.
 *
 * @throws StreamError `BAD_REQUEST`, `STORE_CLOSED`
 */
export function list(context: StoreContext, options: ListOptions = {}): ListPage {
  assertNotClosed(context);
  checkOptions("list", options, {
    prefix: [(value) => typeof value === "string", "a text"],
    after: [(value) => typeof value === "string", "a path"],
    limit: isWholeNumber(1, maxLimit),
  });
  const { prefix = "", after, limit = defaultListLimit } = options;
  assertPathPrefix(prefix);
  if (after !== undefined) assertPathPrefix(after, "after");
  const streams: StreamInfo[] = [];
  // One more than asked for tells whether there is a next page.
  for (const info of streamsFrom(context, prefix, after, limit + 1)) {
    if (streams.length === limit) return { streams, next: streams[limit - 1]!.path };
    streams.push(info);
  }
  return { streams };
}

function* streamsFrom(context: StoreContext, prefix: string, after: string | undefined, pageSize: number) {
  let path = prefix;
  let from: "inclusive" | "exclusive" = "inclusive";
  if (after !== undefined && isAfter(after, prefix)) {
    path = after;
    from = "exclusive";
  }
  for (;;) {
    const states = context.catalog.page(path, from, pageSize);
    for (const state of states) {
      if (!state.path.startsWith(prefix)) return;
      if (!state.deleted && !isExpired(context, state)) yield toInfo(context, state);
    }
    if (states.length < pageSize) return;
    path = states[states.length - 1]!.path;
    from = "exclusive";
  }
}

/** In the order of the database: by bytes of UTF-8, which is by code point. */
function isAfter(path: string, prefix: string): boolean {
  return Buffer.compare(Buffer.from(path), Buffer.from(prefix)) >= 0;
}
