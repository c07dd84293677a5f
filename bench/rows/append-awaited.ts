import { appendSides } from "../append-sides.ts";
import type { Row } from "../row.ts";

export const appendAwaited: Row = {
  id: "append-awaited",
  what: "one append at a time, awaited, FULL",
  anchorName: "better-sqlite3, one insert per commit, FULL",
  goal: 0.9,
  unit: "messages/s",
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
