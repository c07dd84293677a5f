// Loaded into the process of a command before the command itself: see `startHeld` in `run-cli.ts`.
import { StreamStore } from "../../src/store/index.ts";

const limit = Number(process.env["HOLD_APPENDS_AFTER"]);
const append = StreamStore.prototype.append;
let messages = 0;

// Listens from the start: the signal may come while an append is on its way.
const stopped = new Promise((resolve) => process.once("SIGINT", resolve));

StreamStore.prototype.append = async function (...args) {
  const isHeld = messages >= limit;
  messages += (args[1] as readonly unknown[]).length;
  const result = append.apply(this, args);
  if (isHeld) await untilStopped();
  return result;
};

async function untilStopped(): Promise<void> {
  // A promise alone keeps no process running.
  const running = setInterval(() => {}, 60_000);
  await stopped;
  clearInterval(running);
}
