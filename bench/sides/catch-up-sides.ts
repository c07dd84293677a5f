import { join } from "node:path";
import { openStreamStore, type StreamStore } from "../../src/store/index.ts";
import { readAll } from "./read-messages.ts";
import { BareSqlite } from "./bare-sqlite.ts";
import { checkCount, checkMessage, checkMessages, makeMessages } from "./messages.ts";
import type { Prepared } from "../row.ts";
import type { Scale } from "../scale.ts";

const path = "catch-up";

/** Reads a stream from its start in pages, and the same messages from a table of bare better-sqlite3. */
export async function catchUpSides(
  scale: Scale,
  /** Reads the whole stream; returns the number of messages. */
  ours: (store: StreamStore, path: string) => Promise<number>,
): Promise<Prepared> {
  const count = scale.of(1_000_000);
  const messages = makeMessages(count);
  const store = openStreamStore({ directory: join(scale.directory, "ours") });
  await fillStream(store, path, messages);
  const bare = new BareSqlite(join(scale.directory, "bare.db"));
  bare.insertAll(1, messages);
  // The content is checked once, the number of messages after each round.
  checkMessages(await readAll(store, path), count);
  messages.length = 0;
  let read = 0;
  return {
    amount: count,
    ours: {
      async run() {
        read = await ours(store, path);
      },
      check: () => checkCount(read, count),
    },
    anchor: {
      async run() {
        read = readBare(bare);
      },
      check: () => checkCount(read, count),
    },
    async close() {
      await store.close();
      bare.close();
    },
  };
}

/** Creates a stream and appends the messages in batches. */
export async function fillStream(
  store: StreamStore,
  path: string,
  messages: readonly Uint8Array[],
): Promise<void> {
  await store.create(path);
  const batch = 10_000;
  for (let from = 0; from < messages.length; from += batch) {
    await store.append(path, messages.slice(from, from + batch));
  }
}

function readBare(bare: BareSqlite): number {
  let last = 0;
  for (;;) {
    const rows = bare.page(last);
    if (rows.length === 0) return last;
    checkMessage(rows[0]!.data, last);
    last = rows[rows.length - 1]!.key;
  }
}
