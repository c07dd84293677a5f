import type { Retention, StreamStoreApi } from "../../src/store/index.ts";
import { lastDay, openEventLog, rare, type EventLog } from "./event-log.ts";
import { recordNetwork } from "./network.ts";
import { recordPower } from "./power.ts";
import { recordProcessMetrics } from "./process-metrics.ts";
import { recordWindows } from "./windows.ts";

/** Records events of the app itself into streams of the store, until the signal is aborted. */
export function startRecorders(store: StreamStoreApi, signal: AbortSignal): void {
  const log = (path: string, retention: Retention): EventLog =>
    openEventLog(store, path, { retention, signal });
  recordWindows(log("app/windows", rare));
  recordPower(log("app/power", rare));
  recordNetwork(log("app/network", rare), signal);
  recordProcessMetrics(log("app/process-metrics", lastDay), signal);
}
