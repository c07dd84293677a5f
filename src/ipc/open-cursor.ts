import { setTimeout as delay } from "node:timers/promises";
import type { CursorName } from "../protocol/ipc.ts";
import type { ListPage, StreamInfo } from "../protocol/stream.ts";
import type { StreamStore, Watch } from "../store/index.ts";
import type { AccessRules } from "./access.ts";
import { replicationStatus, type ReplicationSource } from "./replication-source.ts";
import { assertPathAllowed } from "./call-operation.ts";
import { listAllowed } from "./list-allowed.ts";
import { boundedPage, optionsFrom } from "./options-from.ts";

/** Bytes of a page of messages on a port: small enough that a few of them in flight cost nothing. */
const pageBytes = 256 * 1024;
/** Where the window asked for more. */
const maxPageBytes = 1024 * 1024;
/** Changes that follow one another faster than this are told as one, in milliseconds. */
const coalesceMs = 50;
/** Looking takes at most this part of the time, however fast the changes follow one another. */
const maxShare = 1 / 10;
/** How often to look at what should have expired and has not: the store's clock may be behind. */
const overdueMs = 1000;

/**
 * The values of a cursor, read one by one as they are asked for, and as there is `room` for them.
 *
 * @throws StreamError `FORBIDDEN`, and whatever the store throws
 */
export function openCursor(
  store: StreamStore,
  access: AccessRules,
  cursor: CursorName,
  args: readonly unknown[],
  signal: AbortSignal,
  room: () => Promise<void> | undefined,
  replications: readonly ReplicationSource[] = [],
): AsyncGenerator<unknown, void, undefined> {
  const path = args[0] as string;
  switch (cursor) {
    case "messages":
      assertPathAllowed(access, "readPacked", path);
      return store.subscribePacked(path, {
        limitBytes: pageBytes,
        ...boundedPage(optionsFrom(args[1]), maxPageBytes),
        signal,
        room,
      });
    case "info":
      assertPathAllowed(access, "head", path);
      return latest(
        () => store.head(path),
        (ended) => store.watch(path, ended),
        signal,
        room,
      );
    case "replication":
      return replicationStatus(replications, access, signal);
    case "list":
      return latest(
        () => listAllowed(store, access, args[0]),
        (ended) => store.watch(undefined, ended),
        signal,
        room,
      );
  }
}

/** Reads slide deadlines and expiry needs no commit: nobody wakes a watch for these. In milliseconds. */
export function untilDeadline(value: StreamInfo | ListPage, now: number): number | undefined {
  const streams = "streams" in value ? value.streams : [value];
  const deadlines = streams.flatMap(({ deadline }) => (deadline ? [deadline.getTime()] : []));
  if (deadlines.length === 0) return undefined;
  const left = Math.min(...deadlines) - now;
  return left > 0 ? left : overdueMs;
}

/** A value now, and again each time it has become another one. Only the latest counts. */
async function* latest<T extends StreamInfo | ListPage>(
  read: () => Promise<T>,
  openWatch: (ended: AbortSignal) => Watch,
  signal: AbortSignal,
  room: () => Promise<void> | undefined,
): AsyncGenerator<T, void, undefined> {
  const ended = new AbortController();
  // Here and not at the call: a generator that was never asked for a value never gets to its `finally`.
  const watch = openWatch(AbortSignal.any([signal, ended.signal]));
  let change: Promise<void> | undefined;
  let told: string | undefined;
  try {
    while (!signal.aborted) {
      // Before looking: a look can take several turns, and what happens meanwhile must not be missed.
      change ??= watch.next().then(() => (change = undefined));
      await room();
      if (signal.aborted) return;
      const start = performance.now();
      const value = await read();
      const text = JSON.stringify(value);
      const end = performance.now();
      const nextLook = end + Math.max(coalesceMs, (end - start) / maxShare);
      if (text === told) await Promise.race([change, watch.next(untilDeadline(value, Date.now()))]);
      else yield value;
      told = text;
      await delay(Math.max(0, nextLook - performance.now()), undefined, { signal, ref: false }).catch(
        () => undefined,
      );
    }
  } finally {
    ended.abort();
    watch.close();
  }
}
