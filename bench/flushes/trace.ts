/** What happened in a traced process between its `begin` and its `end`. */
export interface Flushes {
  acknowledged: number;
  /** Flushes of the log after one or more writes to it: commits. */
  commits: number;
  /** Calls of `fdatasync` and `fsync` for any file. */
  flushes: number;
  /** Appends acknowledged while the log had unflushed writes: must be 0 with FULL. */
  acknowledgedUnflushed: number;
}

const log = "streams.db-wal";
const call = /^(\d+) +(?:(\w+)\(\d+<([^>]*)>(.*)|<\.\.\. (\w+) resumed>)/;

/** Reads the output of `strace -f -y`. */
export function readTrace(trace: string): Flushes {
  const result: Flushes = { acknowledged: 0, commits: 0, flushes: 0, acknowledgedUnflushed: 0 };
  const unfinished = new Map<string, string>();
  let isDirty = false;
  let isWatched = false;
  for (const line of trace.split("\n")) {
    const match = call.exec(line);
    if (!match) continue;
    const [, pid, name, path = "", rest = "", resumed] = match;
    const file = resumed === undefined ? path : unfinished.get(pid!)!;
    if (name === "write") {
      if (rest.includes('"begin')) isWatched = true;
      else if (rest.includes('"end')) isWatched = false;
      else if (rest.includes('"acknowledged')) {
        result.acknowledged++;
        if (isDirty) result.acknowledgedUnflushed++;
      }
    } else if (name === "pwrite64") {
      // Dirty from the start of the call.
      if (file.endsWith(log)) isDirty = true;
    } else if (rest.includes("<unfinished")) unfinished.set(pid!, path);
    else if (name !== undefined || resumed === "fdatasync" || resumed === "fsync") {
      if (isWatched) result.flushes++;
      if (isWatched && isDirty && file.endsWith(log)) result.commits++;
      if (file.endsWith(log)) isDirty = false;
    }
  }
  return result;
}
