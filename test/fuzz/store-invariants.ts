import { parseOffset } from "../../src/protocol/offset.ts";
import type { ReadPage, StreamInfo, StreamStore } from "../../src/store/index.ts";
import { InvalidAnswer } from "./answers.ts";

/** An acknowledged append. */
export interface Acknowledged {
  readonly path: string;
  /** The offset after the message. */
  readonly offset: string;
}

/**
 * Checks what holds after any sequence of operations: every stream is listed, each has as many messages as its info
 * says, and no acknowledged append is missing.
 *
 * @throws InvalidAnswer
 */
export async function checkStore(store: StreamStore, acknowledged: readonly Acknowledged[]): Promise<void> {
  const streams = await listAll(store);
  // `stats` counts expired streams until they are cleaned up.
  if (streams.length > store.stats().streams)
    throw new InvalidAnswer(`${streams.length} listed of ${store.stats().streams}`);
  for (const info of streams) await checkStream(store, info);
  const byPath = new Map(streams.map((info) => [info.path, info]));
  for (const { path, offset } of acknowledged) {
    const { streamId, position } = parseOffset(offset);
    const info = byPath.get(path);
    // The stream has been deleted since, and maybe created again.
    if (info?.id !== streamId) continue;
    if (parseOffset(info.tailOffset).position < position)
      throw new InvalidAnswer(`${path} ends at ${info.tailOffset}, but ${offset} was acknowledged`);
  }
}

async function listAll(store: StreamStore): Promise<StreamInfo[]> {
  const streams: StreamInfo[] = [];
  for (let after: string | undefined; ;) {
    const page = await store.list({ after, limit: 10 });
    streams.push(...page.streams);
    if (page.next === undefined) return streams;
    after = page.next;
  }
}

async function checkStream(store: StreamStore, info: StreamInfo): Promise<void> {
  let messages = 0;
  let last = info.startOffset;
  for (let offset = "-1"; ;) {
    const page: ReadPage = await store.read(info.path, { offset, limitMessages: 50 });
    for (const message of page.messages) {
      if (parseOffset(message.offset).position !== parseOffset(last).position + 1)
        throw new InvalidAnswer(`${info.path}: ${message.offset} after ${last}`);
      last = message.offset;
      messages++;
    }
    offset = page.nextOffset;
    if (page.upToDate) break;
  }
  if (messages !== info.messageCount || parseOffset(last).position !== parseOffset(info.tailOffset).position)
    throw new InvalidAnswer(
      `${info.path}: ${messages} of ${info.messageCount} up to ${last} of ${info.tailOffset}`,
    );
}
