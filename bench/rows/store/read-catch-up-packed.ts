import { catchUpSides } from "../../sides/catch-up-sides.ts";
import { checkMessage } from "../../sides/messages.ts";
import type { Row } from "../../row.ts";

export const readCatchUpPacked: Row = {
  id: "read-catch-up-packed",
  what: "1,000,000 messages read in pages, as packed pages",
  anchorName: "better-sqlite3, select in pages of 1,000",
  goal: 2,
  unit: "messages/s",
  prepare: (scale) =>
    catchUpSides(scale, async (store, path) => {
      let count = 0;
      for (let offset = "-1"; ;) {
        const { data, lengths, upToDate, nextOffset } = await store.readPacked(path, { offset });
        checkMessage(data.subarray(0, lengths[0]), count);
        count += lengths.length;
        if (upToDate) return count;
        offset = nextOffset;
      }
    }),
};
