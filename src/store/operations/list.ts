import { defaultListLimit, type ListOptions, type ListPage, type StreamInfo } from "../../protocol/stream.ts";
import { assertPathPrefix } from "../../protocol/stream-path.ts";
import { checkOptions, isString, isWholeNumber } from "../check-options.ts";
import { isExpiredAt } from "../streams/expiry.ts";
import type { StoreContext } from "../context.ts";
import { toInfo } from "../streams/info.ts";

const maxLimit = 1000;

/**
 * A page of the streams whose path starts with `prefix`, in path order.
 *
 * @throws StreamError `BAD_REQUEST`, `STORE_CLOSED`
 */
export async function list(context: StoreContext, options: ListOptions = {}): Promise<ListPage> {
  context.commit.assertOpen();
  checkOptions("list", options, {
    prefix: isString,
    after: [(value) => typeof value === "string", "a path"],
    limit: isWholeNumber(1, maxLimit),
  });
  const { prefix = "", after, limit = defaultListLimit } = options;
  assertPathPrefix(prefix);
  if (after !== undefined) assertPathPrefix(after, "after");
  return context.snapshot(() => pageOf(context, prefix, after, limit));
}

function pageOf(context: StoreContext, prefix: string, after: string | undefined, limit: number): ListPage {
  const streams: StreamInfo[] = [];
  // One more stream than requested shows whether there is a next page.
  for (const info of streamsFrom(context, prefix, after, limit + 1)) {
    if (streams.length === limit) return { streams, next: streams[limit - 1]!.path };
    streams.push(info);
  }
  return { streams };
}

function* streamsFrom(context: StoreContext, prefix: string, after: string | undefined, pageSize: number) {
  const now = context.clock.now();
  let path = prefix;
  let from: "inclusive" | "exclusive" = "inclusive";
  if (after !== undefined && isAfter(after, prefix)) {
    path = after;
    from = "exclusive";
  }
  for (;;) {
    const page = context.catalog.page(path, from, pageSize);
    for (const stream of page) {
      if (!stream.path.startsWith(prefix)) return;
      if (!stream.deleted && !isExpiredAt(stream, now, context.live)) yield toInfo(context, stream);
    }
    if (page.length < pageSize) return;
    path = page[page.length - 1]!.path;
    from = "exclusive";
  }
}

/** Compares as the database does: by bytes of UTF-8, and so by code point. */
function isAfter(path: string, prefix: string): boolean {
  return Buffer.compare(Buffer.from(path), Buffer.from(prefix)) >= 0;
}
