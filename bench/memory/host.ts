/** The main process of the row `memory`: serves a store to a slow subscriber and measures its own growth. */
import { fork } from "node:child_process";
import { join } from "node:path";
import { servePort } from "../../src/ipc/server/server.ts";
import { openStreamStore } from "../../src/store/index.ts";
import { growthDuring } from "./growth.ts";
import { fromProcess } from "./process-port.ts";
import type { Followed } from "./subscriber.ts";

/** The answer, in MiB. */
export interface Growth {
  readonly host: number;
  readonly subscriber: number;
  readonly count: number;
}

process.once("disconnect", () => process.exit(1));
const [directory, path, pauseMs] = process.argv.slice(2);
const store = openStreamStore({ directory: directory! });
let followed: Followed["followed"] | undefined;
const host = await growthDuring(async () => {
  followed = await serveSubscriber();
});
await store.close();
const answer: Growth = { host, subscriber: followed!.growthMiB, count: followed!.count };
process.send!(answer, () => process.exit());

function serveSubscriber(): Promise<Followed["followed"]> {
  const child = fork(join(import.meta.dirname, "subscriber.ts"), [path!, pauseMs!], {
    serialization: "advanced",
    execArgv: process.execArgv,
  });
  servePort(store, fromProcess(child), { access: "read" });
  return new Promise((resolve, reject) => {
    child.on("message", (message) => {
      if ("followed" in (message as object)) resolve((message as Followed).followed);
    });
    child.once("exit", (code) => reject(new Error(`the subscriber exited with ${code}`)));
  });
}
