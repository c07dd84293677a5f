import { app, type ProcessMetric } from "electron";
import type { EventLog } from "./event-log.ts";

const intervalMs = 1_000;

/** Records what each process of the app uses, once a second, as one event. */
export function recordProcessMetrics(log: EventLog, signal: AbortSignal): void {
  const timer = setInterval(() => log.write({ processes: app.getAppMetrics().map(describe) }), intervalMs);
  signal.addEventListener("abort", () => clearInterval(timer));
}

function describe({ pid, type, name, cpu, memory }: ProcessMetric): object {
  return {
    pid,
    type,
    ...(name && { name }),
    cpuPercent: Math.round(cpu.percentCPUUsage * 100) / 100,
    memoryKiB: memory.workingSetSize,
  };
}
