import { appendedAt } from "../streams/lineage/lineage.ts";
import type { StoreContext } from "../context.ts";
import { positionAtTime } from "../streams/lineage/time-search.ts";
import type { ReadonlyStream } from "../streams/stream.ts";

export function lastAppendAt(store: StoreContext, stream: ReadonlyStream): number | undefined {
  return stream.tail > stream.floor ? appendedAt(store, stream, stream.tail) : undefined;
}

export function firstAppendAt(store: StoreContext, stream: ReadonlyStream): number | undefined {
  return stream.tail > stream.floor ? appendedAt(store, stream, stream.floor + 1) : undefined;
}

const rateMs = 10_000;

/** Over the last ten seconds. Most streams rest, which one look tells. */
export function appendsPerSecond(store: StoreContext, stream: ReadonlyStream): number {
  const since = store.clock.now() - rateMs;
  if ((lastAppendAt(store, stream) ?? 0) < since) return 0;
  let width = 1;
  let low = stream.tail;
  // From the end, in growing steps: what was appended just now is few of the many.
  do {
    low = Math.max(stream.floor, stream.tail - width);
    width *= 4;
  } while (low > stream.floor && appendedAt(store, stream, low + 1) >= since);
  return ((stream.tail - positionAtTime(store, stream, since, low)) * 1000) / rateMs;
}
