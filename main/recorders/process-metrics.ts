import { app, type ProcessMetric } from "electron";
import type { EventLog } from "./event-log.ts";

const intervalMs = 1_000;

/** Records the CPU and memory use of all processes of the app, as one event per second. */
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
