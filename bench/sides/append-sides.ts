import { join } from "node:path";
import { openStreamStore, type StreamStore } from "../../src/store/index.ts";
import { appendRounds } from "./append-rounds.ts";
import { BareSqlite } from "./bare-sqlite.ts";
import { checkMessages, makeMessages } from "./messages.ts";
import type { Prepared } from "../row.ts";
import type { Scale } from "../scale.ts";

interface Work {
  /** Messages per round. */
  readonly count: number;
  readonly ours: (store: StreamStore, path: string, messages: readonly Uint8Array[]) => Promise<void>;
  readonly anchor: (bare: BareSqlite, firstKey: number, messages: readonly Uint8Array[]) => void;
}

/** Appends the same messages to a new stream each round, and to one table of bare better-sqlite3. */
export async function appendSides(scale: Scale, { count, ours, anchor }: Work): Promise<Prepared> {
  const messages = makeMessages(count);
  const store = openStreamStore({ directory: join(scale.directory, "ours"), durability: "full" });
  const bare = new BareSqlite(join(scale.directory, "bare.db"));
  let lastKey = 0;
  return {
    amount: count,
    ours: appendRounds(store, count, (path) => ours(store, path, messages)),
    anchor: {
      before: () => void (lastKey = bare.last),
      run: async () => anchor(bare, lastKey + 1, messages),
      check: () =>
        checkMessages(
          bare.page(lastKey, count + 1).map(({ data }) => data),
          count,
        ),
    },
    async close() {
      await store.close();
      bare.close();
    },
  };
}
