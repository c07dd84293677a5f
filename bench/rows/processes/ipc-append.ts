import type { OpenPlace } from "../../ipc/place.ts";
import type { Row } from "../../row.ts";

export function ipcAppend(id: string, where: string, openPlace: OpenPlace): Row {
  return {
    id,
    what: `window to main, 1,000 appends in flight, FULL, ${where}`,
    anchorName: "port messages of 1,000 byte arrays, and better-sqlite3 transactions of 1,000 rows",
    goal: 0.6,
    unit: "messages/s",
    limit:
      "the messages cross packed; what is left is a promise, limits, a check and an answer for each append, on both sides: about 4 µs, a quarter of it garbage collection",
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
