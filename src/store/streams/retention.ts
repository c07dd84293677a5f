import type { Retention } from "../../protocol/stream.ts";
import { appendedAt, bytesOf, segments } from "./lineage.ts";
import type { StoreContext } from "../context.ts";
import { isUnseen, type StreamState } from "./stream.ts";

/** Messages whose bytes are counted in one go: some milliseconds. */
const maxCountedAtOnce = 50_000;

/** After an append: keeps the stream within its `maxMessages` and `maxBytes`; the newest message stays. */
export function dropSurplus(context: StoreContext, state: StreamState): void {
  const { maxMessages, maxBytes } = state.retention ?? {};
  const surplus = maxMessages !== undefined && state.tail - state.floor > maxMessages;
  const tooLarge = maxBytes !== undefined && state.bytes > maxBytes;
  if (!surplus && !tooLarge) return;
  const upto = droppableUpto(context, state);
  if (surplus) raiseFloor(context, state, Math.min(upto, state.tail - maxMessages));
  if (maxBytes !== undefined && state.bytes > maxBytes)
    raiseFloor(context, state, floorForBytes(context, state, maxBytes, upto));
}

/** After a replica has got further: what waited for it alone, and where there is no other limit all that it has. */
export function dropReplicated(context: StoreContext, state: StreamState): void {
  const { retention } = state;
  if (!retention?.afterReplicated) return;
  if (isReplicatedOnly(retention)) raiseFloor(context, state, droppableUpto(context, state));
  else dropSurplus(context, state);
}

function isReplicatedOnly({ afterReplicated, maxAgeMs, maxBytes, maxMessages }: Retention): boolean {
  return afterReplicated === true && (maxAgeMs ?? maxBytes ?? maxMessages) === undefined;
}

function droppableUpto({ replicas }: StoreContext, state: StreamState, retention = state.retention): number {
  return retention?.afterReplicated ? replicas.leastPosition(state.id) : state.tail;
}

/** Before a stream is looked at: drops what is older than its `maxAgeMs`. */
export function dropAged(context: StoreContext, state: StreamState): void {
  const maxAgeMs = state.retention?.maxAgeMs;
  // What only forks can see has lost messages that none of them needs: there is no telling how old they were.
  if (maxAgeMs === undefined || state.floor === state.tail || isUnseen(state)) return;
  const upto = Math.min(droppableUpto(context, state), state.tail);
  const floor = floorForAge(context, state, maxAgeMs, upto);
  if (floor > state.floor) raiseFloorSomewhat(context, state, floor);
}

/** The names in one order, so that two of them can be compared. */
export function normalRetention(retention: Retention | undefined): Retention | undefined {
  if (!retention) return undefined;
  const { maxAgeMs, maxBytes, maxMessages, afterReplicated } = retention;
  const normal = {
    ...(maxAgeMs !== undefined && { maxAgeMs }),
    ...(maxBytes !== undefined && { maxBytes }),
    ...(maxMessages !== undefined && { maxMessages }),
    ...(afterReplicated && { afterReplicated }),
  };
  return Object.keys(normal).length === 0 ? undefined : normal;
}

/**
 * Raises the floor towards what a retention would keep, by as much as takes some milliseconds: once it stays where
 * it is, the stream is within. The newest message stays, unless it is too old, or replicated and no limit is given.
 */
export function dropTowards(context: StoreContext, state: StreamState, retention: Retention): void {
  const { maxAgeMs, maxBytes, maxMessages } = retention;
  const upto = droppableUpto(context, state, retention);
  const floor = Math.max(
    state.floor,
    isReplicatedOnly(retention) ? upto : 0,
    maxMessages === undefined ? 0 : Math.min(upto, state.tail - maxMessages),
    maxAgeMs === undefined ? 0 : floorForAge(context, state, maxAgeMs, upto),
    maxBytes === undefined ? 0 : floorForBytes(context, state, maxBytes, upto, maxCountedAtOnce),
  );
  if (floor > state.floor) raiseFloorSomewhat(context, state, floor);
}

/** Times never decrease within a stream: a binary search finds where the old ones end. */
function lastAppendedBy(context: StoreContext, state: StreamState, time: number, upto: number): number {
  let low = state.floor + 1;
  let high = upto;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (appendedAt(context, state, middle) <= time) low = middle;
    else high = middle - 1;
  }
  return low;
}

function floorForAge(context: StoreContext, state: StreamState, maxAgeMs: number, upto: number): number {
  if (state.floor >= upto) return state.floor;
  const oldest = context.believed.now() - maxAgeMs;
  if (appendedAt(context, state, state.floor + 1) > oldest) return state.floor;
  return lastAppendedBy(context, state, oldest, upto);
}

/** Looks at `limit` messages and a few more at the most. */
function floorForBytes(
  context: StoreContext,
  state: StreamState,
  maxBytes: number,
  droppable: number,
  limit = Number.POSITIVE_INFINITY,
): number {
  let surplus = state.bytes - maxBytes;
  let floor = state.floor;
  for (const { streamId, upto } of segments(context, state, floor, Math.min(droppable, state.tail - 1))) {
    while (surplus > 0 && floor < upto && floor - state.floor < limit) {
      for (const length of context.log.lengths({
        streamId,
        from: floor,
        upto: Math.min(upto, floor + 1000),
      })) {
        if (surplus <= 0) break;
        surplus -= length;
        floor++;
      }
    }
  }
  return floor;
}

/** Counting goes over what is dropped or what is kept. Where both are long, the rest is dropped by the next look. */
function raiseFloorSomewhat(context: StoreContext, state: StreamState, floor: number): void {
  const counted = Math.min(floor - state.floor, state.tail - floor);
  raiseFloor(context, state, counted > maxCountedAtOnce ? state.floor + maxCountedAtOnce : floor);
}

/** Moves the floor up: messages below it are unreadable at once, and deleted by maintenance later. */
function raiseFloor(context: StoreContext, state: StreamState, floor: number): void {
  if (floor <= state.floor) return;
  const isMoreDropped = floor - state.floor > state.tail - floor;
  state.bytes = isMoreDropped
    ? bytesOf(context, state, floor, state.tail)
    : state.bytes - bytesOf(context, state, state.floor, floor);
  state.floor = floor;
  if (context.options.readOnly) return;
  context.garbage.add(state.id, floor);
  reviewAncestors(context, state);
  context.commit.touched(state);
}

/** What the streams that this one was forked from have dropped may have waited for it alone. */
export function reviewAncestors({ catalog, garbage }: StoreContext, state: StreamState): void {
  for (let { fork } = state; fork; fork = catalog.byId(fork.source)?.fork) garbage.add(fork.source, 0);
}

/** Positions `from < p <= upto`. */
export interface PositionRange {
  readonly from: number;
  readonly upto: number;
}

/**
 * The messages of a stream that nobody can read any more, neither through the stream nor through its forks:
 * below its floor, but for what forks still see there.
 */
export function unreadableRanges({ catalog }: StoreContext, state: StreamState): PositionRange[] {
  const end = isUnseen(state) ? state.tail : state.floor;
  const needed = [...seenByForks(catalog, state, end)].toSorted((a, b) => a.from - b.from);
  const ranges: PositionRange[] = [];
  let from = 0;
  for (const range of needed) {
    if (range.from > from) ranges.push({ from, upto: Math.min(range.from, end) });
    from = Math.max(from, range.upto);
    if (from >= end) return ranges;
  }
  return [...ranges, { from, upto: end }];
}

/** What forks show of a stream's messages up to a position, and the forks that read through them. */
function* seenByForks(
  catalog: StoreContext["catalog"],
  state: StreamState,
  limit: number,
): Generator<PositionRange, void, undefined> {
  for (const fork of catalog.forks(state.id)) {
    const upto = Math.min(limit, fork.fork!.position);
    if (!isUnseen(fork) && fork.floor < upto) yield { from: fork.floor, upto };
    yield* seenByForks(catalog, fork, upto);
  }
}
