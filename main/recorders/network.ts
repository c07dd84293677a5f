import { net } from "electron";
import type { EventLog } from "./event-log.ts";

/** Electron tells the main process of no change, so it is asked; asking is one call into the process itself. */
const pollMs = 2_000;

/** Records whether there is a network: at the start, and each time it comes or goes. */
export function recordNetwork(log: EventLog, signal: AbortSignal): void {
  let last: boolean | undefined;
  const look = (): void => {
    const online = net.isOnline();
    if (online !== last) log.write({ event: online ? "online" : "offline" });
    last = online;
  };
  look();
  const timer = setInterval(look, pollMs);
  signal.addEventListener("abort", () => clearInterval(timer));
}
