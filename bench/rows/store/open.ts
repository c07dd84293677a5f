import { join } from "node:path";
import Database from "better-sqlite3";
import { openStreamStore } from "../../../src/store/index.ts";
import { dataSet } from "../../sides/data-set.ts";
import type { Row } from "../../row.ts";

export const open: Row = {
  id: "open",
  what: "open a store of 10,000,000 messages and 100,000 streams",
  anchorName: "better-sqlite3, open and one select",
  goal: 0.5,
  unit: "ms",
  limit:
    "a store is two databases, the second one for the lock of its writer: a bare open, twice; and its JavaScript is cold in the first openings of a process",
  async prepare(scale) {
    const { directory, long } = await dataSet(scale);
    const file = join(directory, "streams.db");
    let close: () => Promise<void>;
    let messages: number;
    const check = async () => {
      await close();
      if (messages !== long.messages) throw new Error(`expected ${long.messages} messages, got ${messages}`);
    };
    return {
      ours: {
        async run() {
          const start = performance.now();
          const store = openStreamStore({ directory });
          const elapsed = performance.now() - start;
          messages = (await store.head(long.path)).messageCount;
          close = () => store.close();
          return elapsed;
        },
        check,
      },
      anchor: {
        async run() {
          const start = performance.now();
          const db = new Database(file);
          messages = db
            .prepare<[string], number>("SELECT tail FROM stream WHERE path = ?")
            .pluck()
            .get(long.path)!;
          const elapsed = performance.now() - start;
          close = async () => void db.close();
          return elapsed;
        },
        check,
      },
    };
  },
};
