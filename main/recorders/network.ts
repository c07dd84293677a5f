import { electronConnectivity } from "../electron-connectivity.ts";
import type { EventLog } from "./event-log.ts";

/** Records whether the machine is online: at the start, and on each change. */
export function recordNetwork(log: EventLog, signal: AbortSignal): void {
  const connectivity = electronConnectivity();
  const record = (): void => log.write({ event: connectivity.isOnline() ? "online" : "offline" });
  record();
  const stop = connectivity.subscribe((event) => {
    if (event === "changed") record();
  });
  signal.addEventListener("abort", stop);
}
