import { net, powerMonitor } from "electron";
import type { Connectivity } from "../src/replication/index.ts";

/** Electron tells the main process of no change, so it is asked; asking is one call into the process itself. */
const pollMs = 2000;

/** What this machine knows of its network, and when it wakes up: for `replicate`. Only after the app is `ready`. */
export function electronConnectivity(): Connectivity {
  return {
    isOnline: () => net.isOnline(),
    subscribe(listener) {
      let last = net.isOnline();
      const look = (): void => {
        const online = net.isOnline();
        if (online === last) return;
        last = online;
        listener("changed");
      };
      const resumed = (): void => listener("resumed");
      const timer = setInterval(look, pollMs).unref();
      powerMonitor.on("resume", resumed);
      return () => {
        clearInterval(timer);
        powerMonitor.off("resume", resumed);
      };
    },
  };
}
