import { parseOffset } from "../../protocol/offset.ts";
import type { PackedPage } from "../../protocol/packed-page.ts";
import type { StreamStoreApi } from "../../store/index.ts";
import type { Position } from "./target.ts";

/** A page is held in memory as a whole: these keep it at about a megabyte. */
const limitBytes = 1024 * 1024;
const limitMessages = 10_000;

/**
 * The pages from a position to the tail as of the first page, so that it ends even if the stream keeps growing. The first
 * page may be empty.
 *
 * @throws StreamError as `readPacked` does; the signal's reason
 */
export async function* pagesUpToTail(
  store: Pick<StreamStoreApi, "readPacked">,
  path: string,
  start: Position,
  signal: AbortSignal,
): AsyncGenerator<PackedPage, void, undefined> {
  let page = await store.readPacked(path, { ...start, limitBytes, limitMessages });
  yield page;
  const end = parseOffset(page.tailOffset).position;
  for (;;) {
    const position = page.position + page.lengths.length;
    if (position >= end || page.lengths.length === 0) return;
    signal.throwIfAborted();
    const limits = { limitBytes, limitMessages: Math.min(limitMessages, end - position) };
    page = await store.readPacked(path, { offset: page.nextOffset, ...limits });
    yield page;
  }
}
