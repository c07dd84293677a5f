import { offsetsOf, type Offset } from "./offset.ts";
import type { ReadPage, StreamMessage } from "./stream.ts";

/**
 * A page as it is read from disk and as it crosses a port: one buffer for all messages, because an
 * object per message costs three times as much on the way. Positions are consecutive, so one offset
 * gives them all.
 */
export interface PackedPage {
  /** Whether messages are JSON: then one comma stands between them, and `[data]` is the JSON array. */
  readonly json: boolean;
  /** All messages, one after the other. */
  readonly data: Uint8Array;
  /** Bytes of each message, without the commas. */
  readonly lengths: Uint32Array;
  /** The stream's own id. */
  readonly streamId: number;
  /** The position before the first message. */
  readonly position: number;
  /** The streams that the messages were written to, which their offsets name: more than one in a fork. */
  readonly owners: readonly PageOwner[];
  readonly nextOffset: Offset;
  readonly tailOffset: Offset;
  readonly upToDate: boolean;
  readonly closed: boolean;
}

/** The next `count` messages of a page were written to stream `streamId`. */
export interface PageOwner {
  readonly streamId: number;
  readonly count: number;
}

/** Splits a packed page into messages; those of a byte stream are views into the page's one buffer. */
export function unpackPage(page: PackedPage): ReadPage {
  return {
    messages: unpackMessages(page),
    nextOffset: page.nextOffset,
    tailOffset: page.tailOffset,
    upToDate: page.upToDate,
    closed: page.closed,
  };
}

/** The pages of a subscription with their messages. Leaves out empty ones, which only say where the cursor stands. */
export async function* unpackPages(
  pages: AsyncIterable<PackedPage>,
): AsyncGenerator<ReadPage, void, undefined> {
  for await (const page of pages) {
    if (page.lengths.length > 0) yield unpackPage(page);
  }
}

function unpackMessages({ json, data, lengths, position, owners }: PackedPage): StreamMessage[] {
  const messages = new Array<StreamMessage>(lengths.length);
  // One parse for the whole page is several times faster than one for each message.
  const values = json ? (JSON.parse(`[${new TextDecoder().decode(data)}]`) as unknown[]) : undefined;
  let i = 0;
  let start = 0;
  for (const { streamId, count } of owners) {
    const offsetAt = offsetsOf(streamId);
    for (const last = i + count; i < last; i++) {
      const end = start + lengths[i]!;
      messages[i] = {
        offset: offsetAt(position + i + 1),
        data: values ? values[i] : data.subarray(start, end),
      };
      start = end;
    }
  }
  return messages;
}
