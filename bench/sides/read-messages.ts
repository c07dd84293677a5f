import type { StreamStore } from "../../src/store/index.ts";
import { checkMessage } from "./messages.ts";

/** Reads a stream from its start in pages, looks at the first message of each, and answers how many there are. */
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
