import type { OpenPlace } from "../ipc/place.ts";
import type { Row } from "../row.ts";

export function ipcAppend(id: string, where: string, openPlace: OpenPlace): Row {
  return {
    id,
    what: `window to main, 1,000 appends in flight, FULL, ${where}`,
    anchorName: "port messages of 1,000 byte arrays, and better-sqlite3 transactions of 1,000 rows",
    goal: 0.6,
    unit: "messages/s",
    limit:
      "an object for each call and for each answer: writing and reading their clones takes 7 µs an append, where the byte arrays of the anchor take 1.9",
    async prepare(scale) {
      const place = await openPlace(scale.directory);
      if (typeof place === "string") return place;
      const count = scale.of(100_000);
      await place.window("make", count);
      let path = "";
      let round = 0;
      return {
        amount: count,
        ours: {
          before: () => place.host("create", (path = `round-${++round}`)),
          run: () => place.window("append", path),
          check: () => place.host("checkStream", path, count),
        },
        anchor: {
          run: () => place.window("appendBare"),
          check: () => place.host("checkBare", count),
        },
        close: () => place.close(),
      };
    },
  };
}
