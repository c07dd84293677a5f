import { appendSides } from "../../sides/append-sides.ts";
import { inFlight } from "../../load/in-flight.ts";
import type { Row } from "../../row.ts";

export const appendPipelined: Row = {
  id: "append-pipelined",
  what: "1,000 appends in flight, FULL",
  anchorName: "better-sqlite3, transactions of 1,000 rows, FULL",
  goal: 0.7,
  unit: "messages/s",
  prepare: (scale) =>
    appendSides(scale, {
      count: scale.of(200_000),
      ours: (store, path, messages) =>
        inFlight(messages.length, 1000, (i) => store.append(path, messages[i]!)),
      anchor: (bare, firstKey, messages) => bare.insertAll(firstKey, messages),
    }),
};
