import { appendedAt } from "../streams/lineage.ts";
import type { StoreContext } from "../context.ts";
import type { StreamState } from "../streams/stream.ts";

/**
 * The position after the messages that were appended before `time`: the next one is the first at `time` or later.
 * Times never decrease within a stream, so a binary search finds it among the positions `low` to `high`.
 */
export function positionAtTime(
  store: StoreContext,
  state: StreamState,
  time: number,
  low = state.floor,
  high = state.tail,
): number {
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (appendedAt(store, state, middle + 1) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function lastAppendAt(store: StoreContext, state: StreamState): number | undefined {
  return state.tail > state.floor ? appendedAt(store, state, state.tail) : undefined;
}

export function firstAppendAt(store: StoreContext, state: StreamState): number | undefined {
  return state.tail > state.floor ? appendedAt(store, state, state.floor + 1) : undefined;
}

const rateMs = 10_000;

/** Over the last ten seconds. Most streams rest, which one look tells. */
export function appendsPerSecond(store: StoreContext, state: StreamState): number {
  const since = store.options.now() - rateMs;
  if ((lastAppendAt(store, state) ?? 0) < since) return 0;
  let width = 1;
  let low = state.tail;
  // From the end, in growing steps: what was appended just now is few of the many.
  do {
    low = Math.max(state.floor, state.tail - width);
    width *= 4;
  } while (low > state.floor && appendedAt(store, state, low + 1) >= since);
  return ((state.tail - positionAtTime(store, state, since, low)) * 1000) / rateMs;
}
