import type { StreamStore } from "../../src/store/index.ts";
import { checkMessage } from "./messages.ts";

/** Reads a stream from its start in pages, checks the first message of each page, and returns how many there are. */
export async function readMessages(store: StreamStore, path: string): Promise<number> {
  let count = 0;
  for (let offset = "-1"; ;) {
    const { messages, upToDate, nextOffset } = await store.read(path, { offset });
    checkMessage(messages[0]!.data, count);
    count += messages.length;
    if (upToDate) return count;
    offset = nextOffset;
  }
}

/** The data of all messages of a stream. */
export async function readAll(store: StreamStore, path: string): Promise<unknown[]> {
  const all: unknown[] = [];
  for (let offset = "-1"; ;) {
    const page = await store.read(path, { offset });
    for (const { data } of page.messages) all.push(data);
    if (page.upToDate) return all;
    offset = page.nextOffset;
  }
}
