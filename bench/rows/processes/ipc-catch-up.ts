import type { OpenPlace } from "../../ipc/place.ts";
import type { Row } from "../../row.ts";

const path = "catch-up";

export function ipcCatchUp(id: string, where: string, openPlace: OpenPlace): Row {
  return {
    id,
    what: `1,000,000 messages into an RxJS subscriber, ${where}`,
    anchorName: "port, one packed buffer for 256 messages, no store",
    goal: 0.6,
    unit: "messages/s",
    limit:
      "the anchor has no database behind it: a page of 1,000 takes SQLite about 0.15 ms, and the host as long again to answer and to clone it, where the anchor posts what it holds in memory",
    async prepare(scale) {
      const place = await openPlace(scale.directory);
      if (typeof place === "string") return place;
      const count = scale.of(1_000_000);
      await place.host("fill", path, count);
      // The window counts the messages and checks one in a thousand.
      const check = () => {};
      return {
        amount: count,
        ours: { run: () => place.window("catchUp", path, count), check },
        anchor: { run: () => place.window("catchUpBare", count), check },
        close: () => place.close(),
      };
    },
  };
}
