import { appendSides } from "../../sides/append-sides.ts";
import { pageSize } from "../../sides/bare-sqlite.ts";
import type { Row } from "../../row.ts";

export const appendBatch: Row = {
  id: "append-batch",
  what: "calls with 1,000 messages each, awaited, FULL",
  anchorName: "better-sqlite3, transactions of 1,000 rows, FULL",
  goal: 0.8,
  unit: "messages/s",
  prepare: (scale) =>
    appendSides(scale, {
      count: scale.of(200_000),
      async ours(store, path, messages) {
        for (let from = 0; from < messages.length; from += pageSize) {
          await store.append(path, messages.slice(from, from + pageSize));
        }
      },
      anchor: (bare, firstKey, messages) => bare.insertAll(firstKey, messages),
    }),
};
