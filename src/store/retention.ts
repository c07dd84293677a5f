import type { StoreContext } from "./store-context.ts";
import type { StreamState } from "./stream-state.ts";

/** Messages whose bytes are counted in one go, so that dropping millions does not hold up a read. */
const maxDroppedAtOnce = 10_000;

/** After an append: keeps the stream within its `maxMessages` and `maxBytes`; the newest message stays. */
export function dropSurplus(context: StoreContext, state: StreamState): void {
  const { maxMessages, maxBytes } = state.retention ?? {};
  if (maxMessages !== undefined && state.tail - state.floor > maxMessages) {
    raiseFloor(context, state, state.tail - maxMessages);
  }
  if (maxBytes !== undefined && state.bytes > maxBytes)
    raiseFloor(context, state, floorForBytes(context, state, maxBytes));
}

/** Before a stream is looked at: drops what is older than its `maxAgeMs`. */
export function dropAged(context: StoreContext, state: StreamState): void {
  const maxAgeMs = state.retention?.maxAgeMs;
  if (maxAgeMs === undefined || state.floor === state.tail) return;
  const oldest = context.options.now() - maxAgeMs;
  if (context.log.appendedAt(state.id, state.floor + 1) > oldest) return;
  const upto = Math.min(state.tail, state.floor + maxDroppedAtOnce);
  raiseFloor(context, state, lastAppendedBy(context, state, oldest, upto));
}

/** Times never decrease within a stream: a binary search finds where the old ones end. */
function lastAppendedBy({ log }: StoreContext, state: StreamState, time: number, upto: number): number {
  let low = state.floor + 1;
  let high = upto;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (log.appendedAt(state.id, middle) <= time) low = middle;
    else high = middle - 1;
  }
  return low;
}

function floorForBytes({ log }: StoreContext, state: StreamState, maxBytes: number): number {
  let surplus = state.bytes - maxBytes;
  let floor = state.floor;
  while (surplus > 0 && floor < state.tail - 1) {
    for (const length of log.lengths(state.id, floor, state.tail - 1, 1000)) {
      if (surplus <= 0) break;
      surplus -= length;
      floor++;
    }
  }
  return floor;
}

/** Moves the floor up: messages below it are unreadable at once, and deleted by maintenance later. */
function raiseFloor(
  { log, garbage, commit, options }: StoreContext,
  state: StreamState,
  floor: number,
): void {
  state.bytes -= log.bytes(state.id, state.floor, floor);
  state.floor = floor;
  if (options.readOnly) return;
  garbage.add(state.id, floor);
  commit.touched(state);
}
