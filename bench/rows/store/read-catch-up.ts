import { catchUpSides } from "../../sides/catch-up-sides.ts";
import { readMessages } from "../../sides/read-messages.ts";
import type { Row } from "../../row.ts";

export const readCatchUp: Row = {
  id: "read-catch-up",
  what: "1,000,000 messages read in pages, as messages",
  anchorName: "better-sqlite3, select in pages of 1,000",
  goal: 0.8,
  unit: "messages/s",
  prepare: (scale) => catchUpSides(scale, readMessages),
};
