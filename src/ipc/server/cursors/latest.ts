import { setTimeout as delay } from "node:timers/promises";
import type { BrowsePage } from "../../../protocol/inspection/browse.ts";
import type { ListPage, StreamInfo } from "../../../protocol/stream.ts";
import type { Watch } from "../../../store/index.ts";
import type { BeforeRead } from "./cursor.ts";

type Latest = StreamInfo | ListPage | BrowsePage;

/** Changes within this time become one value, in milliseconds. */
const coalesceMs = 50;
/** Reads take at most this part of the time, however fast the changes come. */
const maxShare = 1 / 10;
/** How often to check a stream that should have expired and has not, in milliseconds: the store's clock may be behind. */
const overdueMs = 1000;
/** How often to read a browse page, in milliseconds: no commit announces a changed rate, a reader or a new index. */
const browsedAgainMs = 2000;

/** Milliseconds until the value may change without a commit: reads slide deadlines, and streams expire. Undefined for never. */
export function untilDeadline(value: Latest, now: number): number | undefined {
  const streams = streamsIn(value);
  const deadlines = streams.flatMap(({ deadline }) => (deadline ? [deadline.getTime()] : []));
  const left = Math.min(...deadlines) - now;
  const wait = left > 0 ? left : overdueMs;
  if ("rows" in value) return Math.min(wait, browsedAgainMs);
  return deadlines.length === 0 ? undefined : wait;
}

/** Yields a value now and whenever it has changed. Skips intermediate values. */
export async function* latest<T extends Latest>(
  read: () => Promise<T>,
  openWatch: (ended: AbortSignal) => Watch,
  signal: AbortSignal,
  beforeRead: BeforeRead,
): AsyncGenerator<T, void, undefined> {
  const ended = new AbortController();
  // Opened here, not by the caller: a generator that never starts never reaches its `finally`.
  const watch = openWatch(AbortSignal.any([signal, ended.signal]));
  let change: Promise<void> | undefined;
  let lastText: string | undefined;
  try {
    while (!signal.aborted) {
      // Before the read, which can take several turns: a change in the meantime must not be missed.
      change ??= watch.next().then(() => (change = undefined));
      await beforeRead();
      if (signal.aborted) return;
      const start = performance.now();
      const value = await read();
      const text = JSON.stringify(value);
      const end = performance.now();
      const nextReadAt = end + Math.max(coalesceMs, (end - start) / maxShare);
      if (text === lastText) await Promise.race([change, watch.next(untilDeadline(value, Date.now()))]);
      else yield value;
      lastText = text;
      await delay(Math.max(0, nextReadAt - performance.now()), undefined, { signal, ref: false }).catch(
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
