import { net, powerMonitor } from "electron";
import type { Connectivity } from "../src/replication/index.ts";

/** The main process gets no event when the network changes, so this polls; each poll is a call within the process. */
const pollMs = 2000;

/**
 * Tells `replicate` whether this machine is online, and when it wakes from sleep. Call it after the app is `ready`.
 */
export function electronConnectivity(): Connectivity {
  return {
    isOnline: () => net.isOnline(),
    subscribe(listener) {
      let last = net.isOnline();
      const check = (): void => {
        const online = net.isOnline();
        if (online === last) return;
        last = online;
        listener("changed");
      };
      const resumed = (): void => listener("resumed");
      const timer = setInterval(check, pollMs).unref();
      powerMonitor.on("resume", resumed);
      return () => {
        clearInterval(timer);
        powerMonitor.off("resume", resumed);
      };
    },
  };
}
