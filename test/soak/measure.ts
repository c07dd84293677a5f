import { readdirSync } from "node:fs";
import { setFlagsFromString, queryObjects } from "node:v8";
import { runInNewContext } from "node:vm";
import type { StreamStore } from "../../src/store/index.ts";

/** One look at a process in which everything has come to rest. */
export interface Sample {
  readonly heapBytes: number;
  /** Outside of V8's heap, but held by its objects: buffers. */
  readonly externalBytes: number;
  readonly rssBytes: number;
  readonly files: number;
  /** Timers, ports and sockets that Node keeps. */
  readonly handles: number;
  readonly storeBytes: number;
}

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

export function measure(store: StreamStore): Sample {
  collectGarbage();
  collectGarbage();
  const { heapUsed, external, rss } = process.memoryUsage();
  const { fileBytes, walBytes } = store.stats();
  return {
    heapBytes: heapUsed,
    externalBytes: external,
    rssBytes: rss,
    files: openFiles(),
    handles: process.getActiveResourcesInfo().length,
    storeBytes: fileBytes + walBytes,
  };
}

export type Class = abstract new (...args: never[]) => unknown;

/** What is alive of a class, after garbage collection. */
export function countObjects(constructor: Class): number {
  return queryObjects(constructor, { format: "count" });
}

/** Only Linux and macOS have a list of a process's own. */
function openFiles(): number {
  const list = process.platform === "linux" ? "/proc/self/fd" : "/dev/fd";
  return process.platform === "win32" ? 0 : readdirSync(list).length;
}
