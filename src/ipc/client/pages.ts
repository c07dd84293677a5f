import { pathOf, type StreamTarget } from "../../protocol/definitions/reference.ts";
import { StreamError } from "../../protocol/errors.ts";
import type { PackedPage } from "../../protocol/packed-page.ts";
import type { SubscribeOptions } from "../../protocol/stream.ts";
import { ArrivedValues } from "./arrived-values.ts";
import type { StreamsClient } from "./client.ts";
import { CursorPosition } from "./cursor-position.ts";

export interface ClientPagesOptions {
  /** Pages in flight; see `CursorRequest`. */
  readonly ahead?: number;
}

/**
 * Packed pages of messages: what is stored, then live. The first page comes at once, even if it is empty. A page's
 * credit is granted when the caller asks for the next page, not when the page arrives.
 *
 * @throws StreamError `BAD_REQUEST`, and as the cursor fails
 */
export async function* subscribePacked(
  client: StreamsClient,
  target: StreamTarget,
  given: SubscribeOptions = {},
  { ahead }: ClientPagesOptions = {},
): AsyncGenerator<PackedPage, void, undefined> {
  if (typeof given !== "object" || given === null)
    throw new StreamError("BAD_REQUEST", "subscribe: options must be an object");
  const path = pathOf(target);
  const { signal, ...options } = given;
  const arrived = new ArrivedValues<PackedPage>();
  const position = new CursorPosition(options);
  let isFirst = true;
  const args = () => [path, position.options];
  const request = { name: "messages", args, resumes: true, ...(ahead !== undefined && { ahead }) };
  const cursor = client.open(request, {
    next(value) {
      const page = value as PackedPage;
      position.passed(page);
      arrived.push(page);
    },
    end: () => arrived.end(),
    fail: (error) => arrived.end(error),
  });
  // Closes the cursor now: after an abort the caller may never ask for another page.
  const stop = () => {
    arrived.end();
    cursor.close();
  };
  signal?.addEventListener("abort", stop);
  try {
    while (!signal?.aborted) {
      const page = await arrived.take();
      if (!page || signal?.aborted) return;
      // The first page after a reconnect may be empty, which says nothing new.
      if (isFirst || page.lengths.length > 0) yield page;
      isFirst = false;
      cursor.grant();
    }
  } finally {
    signal?.removeEventListener("abort", stop);
    cursor.close();
  }
}
