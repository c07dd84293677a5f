import { StreamError } from "../../protocol/errors.ts";
import { startOffset } from "../../protocol/offset.ts";
import type { PackedPage } from "../../protocol/packed-page.ts";
import type { SubscribeOptions } from "../../protocol/stream.ts";
import { ArrivedValues } from "./arrived-values.ts";
import type { StreamsClient } from "./client.ts";

export interface ClientPagesOptions {
  /** See `CursorRequest`. */
  readonly ahead?: number;
}

/**
 * Pages of messages, then live, as they lie on disk; the first one comes at once, also an empty one. Credit is granted when the
 * page after it is asked for, not when it arrives.
 *
 * @throws StreamError what the cursor fails with, `BAD_REQUEST`
 */
export async function* subscribePacked(
  client: StreamsClient,
  path: string,
  given: SubscribeOptions = {},
  { ahead }: ClientPagesOptions = {},
): AsyncGenerator<PackedPage, void, undefined> {
  if (typeof given !== "object" || given === null)
    throw new StreamError("BAD_REQUEST", "subscribe: options must be an object");
  const { signal, ...options } = given;
  const arrived = new ArrivedValues<PackedPage>();
  let offset = options.offset ?? startOffset;
  let isFirst = true;
  const args = () => [path, { ...options, offset }];
  const request = { name: "messages", args, resumes: true, ...(ahead !== undefined && { ahead }) };
  const cursor = client.open(request, {
    next(value) {
      const page = value as PackedPage;
      offset = page.nextOffset;
      arrived.push(page);
    },
    end: () => arrived.end(),
    fail: (error) => arrived.end(error),
  });
  // At once: whoever aborts may never ask for another page.
  const stop = () => {
    arrived.end();
    cursor.close();
  };
  signal?.addEventListener("abort", stop);
  try {
    while (!signal?.aborted) {
      const page = await arrived.take();
      if (!page || signal?.aborted) return;
      // After a reconnect another first one comes, which says nothing new.
      if (isFirst || page.lengths.length > 0) yield page;
      isFirst = false;
      cursor.grant();
    }
  } finally {
    signal?.removeEventListener("abort", stop);
    cursor.close();
  }
}
