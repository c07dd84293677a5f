import { setTimeout as delay } from "node:timers/promises";
import type { BrowsePage } from "../../../protocol/inspection/browse.ts";
import type { ListPage, StreamInfo } from "../../../protocol/stream.ts";
import type { Watch } from "../../../store/index.ts";
import type { BeforeRead } from "./cursor.ts";

type Latest = StreamInfo | ListPage | BrowsePage;

/** Changes that follow one another faster than this are told as one, in milliseconds. */
const coalesceMs = 50;
/** Looking takes at most this part of the time, however fast the changes follow one another. */
const maxShare = 1 / 10;
/** How often to look at what should have expired and has not: the store's clock may be behind. */
const overdueMs = 1000;
/** Rates fall, readers come and go, and an index catches up: no commit tells of these either. */
const browsedAgainMs = 2000;

/** Reads slide deadlines and expiry needs no commit: nobody wakes a watch for these. In milliseconds. */
export function untilDeadline(value: Latest, now: number): number | undefined {
  const streams = streamsIn(value);
  const deadlines = streams.flatMap(({ deadline }) => (deadline ? [deadline.getTime()] : []));
  const left = Math.min(...deadlines) - now;
  const wait = left > 0 ? left : overdueMs;
  if ("rows" in value) return Math.min(wait, browsedAgainMs);
  return deadlines.length === 0 ? undefined : wait;
}

/** A value now, and again each time it has become another one. Only the latest counts. */
export async function* latest<T extends Latest>(
  read: () => Promise<T>,
  openWatch: (ended: AbortSignal) => Watch,
  signal: AbortSignal,
  beforeRead: BeforeRead,
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
      await beforeRead();
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

function streamsIn(value: Latest): readonly StreamInfo[] {
  if ("streams" in value) return value.streams;
  if (!("rows" in value)) return [value];
  return value.rows.flatMap((row) => (row.kind === "stream" ? [row.info] : []));
}
