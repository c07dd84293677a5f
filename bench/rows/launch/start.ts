import { electronProblem } from "../../../test/support/electron/electron-binary.ts";
import { launchNode, launchProblem, type Launcher, type LaunchSide } from "../../launch/launch.ts";
import type { Row, Side } from "../../row.ts";

const anchorName = "better-sqlite3, import and open";
/** At most 1.5 times as long. */
const goal = 1 / 1.5;
const limit =
  "half of the rest is compiling the file of the store, a third of which is salvage and durable subscriptions; then come a second database for the lock of the writer, and the schema";

export const start: Row = {
  id: "start",
  what: "import the package in a fresh process and open a store",
  anchorName,
  goal,
  unit: "ms",
  limit,
  async prepare({ directory }) {
    return launchProblem ?? startSides(launchNode, directory);
  },
};

export const startElectron: Row = {
  ...start,
  id: "start-electron",
  what: "the same in Electron's main process, from an archive",
  onlyInFull: true,
  async prepare({ directory }) {
    if (launchProblem !== undefined || electronProblem !== undefined)
      return launchProblem ?? electronProblem!;
    const { packElectronApp } = await import("../../launch/electron-app.ts");
    return startSides(packElectronApp(directory), directory);
  },
};

/** The warm-up creates the store, and the database. */
function startSides(launch: Launcher, directory: string): { ours: Side; anchor: Side } {
  const side = (name: LaunchSide): Side => ({
    run: async () => (await launch(name, directory)).ms,
    check() {},
  });
  return { ours: side("ours"), anchor: side("bare") };
}
