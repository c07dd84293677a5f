import { join } from "node:path";
import { open } from "lmdb";
import type { Peer } from "./peer.ts";

const pageSize = 1000;

/** LMDB with the messages under consecutive keys. A write resolves when it is flushed, concurrent ones together. */
export async function openLmdb(directory: string): Promise<Peer> {
  const db = open<Uint8Array, number>({
    path: join(directory, "lmdb"),
    encoding: "binary",
    // Otherwise a write resolves before the flush of its commit.
    overlappingSync: false,
  });
  let count = 0;
  return {
    name: "lmdb-js, flushed",
    append: (message) => db.put(count++, message),
    appendAll: (messages) =>
      db.batch(() => {
        for (const message of messages) void db.put(count++, message);
      }),
    async *read(from) {
      let page: Uint8Array[] = [];
      for (const { value } of db.getRange({ start: from })) {
        page.push(value);
        if (page.length < pageSize) continue;
        yield page;
        page = [];
      }
      if (page.length > 0) yield page;
    },
    close: () => db.close(),
  };
}
