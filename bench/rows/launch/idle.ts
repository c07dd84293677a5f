import { launchProblem, idleNode } from "../../launch/launch.ts";
import type { Row } from "../../row.ts";

/** A round takes more than a minute. */
export const idle: Row = {
  id: "idle",
  what: "the processor's time that an open, idle store with one follower takes in a minute",
  anchorName: "bound",
  goal: 1,
  unit: "ms",
  onlyInFull: true,
  async prepare({ directory }) {
    if (launchProblem !== undefined) return launchProblem;
    let mostWakeUps = 0;
    return {
      ours: {
        async run() {
          const { ms, wakeUps } = await idleNode(directory);
          mostWakeUps = Math.max(mostWakeUps, wakeUps);
          return ms;
        },
        check() {},
      },
      anchor: 1,
      note: () => `${mostWakeUps} wake-ups (at most 5)`,
    };
  },
};
