import { setImmediate as nextTurn } from "node:timers/promises";
import { parseOffset, type Offset } from "../../protocol/offset.ts";
import type { PackedPage, StreamStoreApi } from "../../store/index.ts";
import type { UnreadBudget } from "./unread-budget.ts";

/** Most messages of a page: reading it blocks the event loop for about a millisecond. */
const maxPageMessages = 10_000;

export interface PagesOptions {
  readonly store: Pick<StreamStoreApi, "readPacked">;
  readonly path: string;
  readonly unread: UnreadBudget;
}

/** A page on its way to a client. */
export interface NextPage {
  readonly page: PackedPage;
  readonly isLast: boolean;
}

/**
 * The messages up to an offset, one page at a time; `first` is the first one. Each page is read when the client has taken the
 * one before, and nothing stays open in between: a slow client holds one page, and keeps no message from being deleted.
 *
 * @throws StreamError as `read` does: `NOT_FOUND` or `GONE` if messages that are still to come were deleted
 */
export async function* pagesTo(
  endOffset: Offset,
  first: PackedPage,
  { store, path, unread }: PagesOptions,
): AsyncGenerator<NextPage, void, undefined> {
  const end = parseOffset(endOffset).position;
  let page = first;
  for (;;) {
    const { length } = page.data;
    const position = page.position + page.lengths.length;
    const { nextOffset } = page;
    const isLast = position >= end;
    unread.reserve(length);
    try {
      yield { page, isLast };
    } finally {
      unread.release(length);
    }
    if (isLast) return;
    // Others are served in between, however fast the client is.
    await nextTurn();
    await unread.waitForCapacity();
    page = await store.readPacked(path, {
      offset: nextOffset,
      limitBytes: unread.pageBytes,
      limitMessages: Math.min(maxPageMessages, end - position),
    });
  }
}

const opening = 0x5b;
const comma = 0x2c;
const closing = 0x5d;

/** The bodies of pages, which are together the body of a response: in a JSON stream one array (PROTOCOL.md, section 9.1.5). */
export async function* bodiesOf(
  pages: AsyncIterable<NextPage>,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  let separator = opening;
  for await (const { page, isLast } of pages) {
    const data = page.data as Uint8Array<ArrayBuffer>;
    yield page.json ? framed(data, separator, isLast) : data;
    separator = comma;
  }
}

function framed(data: Uint8Array, separator: number, isLast: boolean): Uint8Array<ArrayBuffer> {
  const body = new Uint8Array(data.length + (isLast ? 2 : 1));
  body[0] = separator;
  body.set(data, 1);
  if (isLast) body[body.length - 1] = closing;
  return body;
}
