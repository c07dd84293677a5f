import { launchNode, launchProblem } from "../../launch/launch.ts";
import type { Row } from "../../row.ts";

const bytesPerMiB = 2 ** 20;

export const footprint: Row = {
  id: "footprint",
  what: "memory of an open, idle store beyond that of better-sqlite3 with an open database",
  anchorName: "bound",
  goal: 1,
  unit: "MiB",
  async prepare({ directory }) {
    if (launchProblem !== undefined) return launchProblem;
    return {
      ours: {
        async run() {
          const ours = await launchNode("ours", directory);
          const bare = await launchNode("bare", directory);
          return (ours.rssBytes - bare.rssBytes) / bytesPerMiB;
        },
        check() {},
      },
      anchor: 5,
    };
  },
};
