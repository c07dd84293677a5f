import { powerMonitor } from "electron";
import type { EventLog } from "./event-log.ts";

/** Records power events. Which ones occur depends on the platform. */
export function recordPower(log: EventLog): void {
  log.write({ event: "started", onBattery: powerMonitor.isOnBatteryPower() });
  powerMonitor.on("suspend", () => log.write({ event: "suspended" }));
  powerMonitor.on("resume", () => log.write({ event: "resumed" }));
  powerMonitor.on("on-ac", () => log.write({ event: "on-ac" }));
  powerMonitor.on("on-battery", () => log.write({ event: "on-battery" }));
  powerMonitor.on("lock-screen", () => log.write({ event: "screen-locked" }));
  powerMonitor.on("unlock-screen", () => log.write({ event: "screen-unlocked" }));
  powerMonitor.on("thermal-state-change", ({ state }) => log.write({ event: "thermal-state", state }));
  powerMonitor.on("speed-limit-change", ({ limit }) => log.write({ event: "speed-limit", limit }));
}
