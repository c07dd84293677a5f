import { offsetsOf, type Offset } from "./offset.ts";
import type { ReadPage, StreamMessage } from "./stream.ts";

/**
 * A page of messages in one buffer, as it is read from disk and sent over a port: one object for each message would cost
 * three times as much to send. Positions are consecutive, so `position` and `owners` give the offset of each message.
 * `unpackPage` turns it into a `ReadPage`.
 */
export interface PackedPage {
  /** Whether the messages are JSON: then `data` has a comma between each two, and `[data]` is a JSON array. */
  readonly json: boolean;
  /** The bytes of all messages, in order. */
  readonly data: Uint8Array;
  /** The length of each message in bytes, without the commas. */
  readonly lengths: Uint32Array;
  /** The id of the stream. */
  readonly streamId: number;
  /** The position before the first message. */
  readonly position: number;
  /** The streams that the messages were written to: in a fork more than one. Their ids are part of the offsets. */
  readonly owners: readonly PageOwner[];
  /** The position before the first message, where the page before ends. */
  readonly previousOffset: Offset;
  /** Where the next page starts. */
  readonly nextOffset: Offset;
  /** The tail of the stream when the page was read. */
  readonly tailOffset: Offset;
  /** Whether `nextOffset` is the tail. */
  readonly upToDate: boolean;
  /** Whether the stream is closed; together with `upToDate`, nothing follows this page. */
  readonly closed: boolean;
}

/** `count` messages in a row that were written to the stream with the id `streamId`. */
export interface PageOwner {
  readonly streamId: number;
  readonly count: number;
}

/** The bytes of each message of a page, as views into its buffer. */
export function* messagesIn({
  json,
  data,
  lengths,
}: Pick<PackedPage, "json" | "data" | "lengths">): Generator<Uint8Array, void, undefined> {
  let start = 0;
  for (const length of lengths) {
    yield data.subarray(start, start + length);
    // Skips the comma between two messages of JSON.
    start += length + (json ? 1 : 0);
  }
}

/** Splits a packed page into messages. The data of a byte stream are views into the page's buffer, not copies. */
export function unpackPage(page: PackedPage): ReadPage {
  return {
    messages: unpackMessages(page),
    previousOffset: page.previousOffset,
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
  // Parsing the page at once is several times faster than parsing each message.
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
