import { readdirSync } from "node:fs";
import { setFlagsFromString, queryObjects } from "node:v8";
import { runInNewContext } from "node:vm";
import type { StreamStore } from "../../src/store/index.ts";

/** The figures of a process that is at rest. */
export interface Sample {
  readonly heapBytes: number;
  /** Memory outside of V8's heap that its objects hold, such as buffers. */
  readonly externalBytes: number;
  readonly rssBytes: number;
  readonly files: number;
  /** Timers, ports and sockets, as Node counts them. */
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

/** How many objects of a class are alive after garbage collection. */
export function countObjects(constructor: Class): number {
  return queryObjects(constructor, { format: "count" });
}

/** 0 on Windows, which lists no open files of a process. */
function openFiles(): number {
  const list = process.platform === "linux" ? "/proc/self/fd" : "/dev/fd";
  return process.platform === "win32" ? 0 : readdirSync(list).length;
}
