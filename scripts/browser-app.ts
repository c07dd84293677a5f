import { lastDay, openEventLog, rare, type EventLog } from "../main/recorders/event-log.ts";
import { serveInspector } from "../src/cli/inspector/host.ts";
import { aborted, stopSignal } from "../src/cli/terminal/stop-signal.ts";
import { openStreamStore, type StreamStore } from "../src/store/index.ts";

const metricsIntervalMs = 1000;

/** The sample app without Electron: the inspector in a browser, on a store in which this process records itself. */
export async function runBrowserApp(directory: string, port: number): Promise<void> {
  const store = openStreamStore({ directory });
  const stop = stopSignal();
  try {
    const host = await serveInspector(store, { port });
    console.log(host.url);
    console.log(`Streams are in ${directory}. Press Ctrl-C to stop.`);
    await recordProcess(store, stop.signal);
    await host.close();
  } finally {
    stop.release();
    await store.close();
  }
}

/** Records this process's start and stop and, once a second, its CPU and memory. Resolves when `signal` is aborted. */
async function recordProcess(store: StreamStore, signal: AbortSignal): Promise<void> {
  // Not `signal`: the stop itself is recorded after it.
  const { signal: never } = new AbortController();
  const log = (path: string, retention: object) => openEventLog(store, path, { retention, signal: never });
  const lifecycle = log("app/lifecycle", rare);
  lifecycle.write({
    event: "started",
    pid: process.pid,
    node: process.versions.node,
    platform: process.platform,
  });
  const timer = recordMetrics(log("app/process-metrics", lastDay));
  await aborted(signal);
  clearInterval(timer);
  lifecycle.write({ event: "stopped", pid: process.pid });
}

/** Records in the format that the app uses in Electron. */
function recordMetrics(log: EventLog): NodeJS.Timeout {
  let before = process.cpuUsage();
  let at = performance.now();
  return setInterval(() => {
    const used = process.cpuUsage(before);
    const elapsedMs = performance.now() - at;
    before = process.cpuUsage();
    at = performance.now();
    const cpuPercent = Math.round(((used.user + used.system) / 10 / elapsedMs) * 100) / 100;
    const memoryKiB = Math.round(process.memoryUsage.rss() / 1024);
    log.write({ processes: [{ pid: process.pid, type: "Node", cpuPercent, memoryKiB }] });
  }, metricsIntervalMs);
}
