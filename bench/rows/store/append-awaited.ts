import { appendSides } from "../../sides/append-sides.ts";
import type { Row } from "../../row.ts";

export const appendAwaited: Row = {
  id: "append-awaited",
  what: "one append at a time, awaited, FULL",
  anchorName: "better-sqlite3, one insert per commit, FULL",
  goal: 0.9,
  unit: "messages/s",
  limit:
    "nearly all of it is the flush, on both sides (254 µs, bare 200); the statement is the same, and what ours adds is what is left of a turn of the event loop, and JavaScript (11 µs, three times as much after a flush, when the caches are cold)",
  prepare: (scale) =>
    appendSides(scale, {
      count: scale.of(4000, 20),
      async ours(store, path, messages) {
        for (const message of messages) await store.append(path, message);
      },
      anchor(bare, firstKey, messages) {
        messages.forEach((message, i) => bare.insert(firstKey + i, message));
      },
    }),
};
