import { appendedAt } from "../streams/lineage/lineage.ts";
import type { StoreContext } from "../context.ts";
import { positionAtTime } from "../streams/lineage/time-search.ts";
import type { ReadonlyStream } from "../streams/stream.ts";

type Parts = Pick<StoreContext, "catalog" | "log">;

export function lastAppendAt(store: Parts, stream: ReadonlyStream): number | undefined {
  return stream.tail > stream.floor ? appendedAt(store, stream, stream.tail) : undefined;
}

export function firstAppendAt(store: Parts, stream: ReadonlyStream): number | undefined {
  return stream.tail > stream.floor ? appendedAt(store, stream, stream.floor + 1) : undefined;
}

const rateMs = 10_000;

/** The rate over the last ten seconds. Most streams are idle, which takes one query to see. */
export function appendsPerSecond(store: Parts & Pick<StoreContext, "clock">, stream: ReadonlyStream): number {
  const since = store.clock.now() - rateMs;
  if ((lastAppendAt(store, stream) ?? 0) < since) return 0;
  let width = 1;
  let low = stream.tail;
  // Searches from the end in growing steps: usually only a few of the messages are recent.
  do {
    low = Math.max(stream.floor, stream.tail - width);
    width *= 4;
  } while (low > stream.floor && appendedAt(store, stream, low + 1) >= since);
  return ((stream.tail - positionAtTime(store, stream, since, low)) * 1000) / rateMs;
}
