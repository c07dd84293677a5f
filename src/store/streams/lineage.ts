import { formatOffset, type Offset } from "../../protocol/offset.ts";
import { StreamError } from "../../protocol/errors.ts";
import type { MessageRange } from "../messages/log.ts";
import type { StoreContext } from "../context.ts";
import type { StreamState } from "./stream.ts";

/**
 * A fork shares the messages of its source up to the fork's position, and the source those of its own
 * source: this is where positions of a stream become messages on disk (PROTOCOL.md, section 4.2).
 */
export type Segment = MessageRange;

/** The stream that the message at a position was written to. */
export function ownerOf(context: StoreContext, state: StreamState, position: number): StreamState {
  let owner = state;
  while (owner.fork && position <= owner.fork.position) owner = sourceOf(context, owner);
  return owner;
}

/** The offset of a position: of inherited ones the same as in the source (PROTOCOL.md, section 8). */
export function offsetAt(context: StoreContext, state: StreamState, position: number): Offset {
  return formatOffset(ownerOf(context, state, position).id, position);
}

/** Where the messages `from < p <= upto` of a stream lie, in order. */
export function* segments(
  context: StoreContext,
  state: StreamState,
  from: number,
  upto: number,
): Generator<Segment, void, undefined> {
  let position = from;
  while (position < upto) {
    const segment = segmentAfter(context, state, position, upto);
    yield segment;
    position = segment.upto;
  }
}

/** When the message at a position was appended, in milliseconds since the epoch. */
export function appendedAt(context: StoreContext, state: StreamState, position: number): number {
  return context.log.appendedAt(ownerOf(context, state, position).id, position);
}

export function bytesOf(context: StoreContext, state: StreamState, from: number, upto: number): number {
  let bytes = 0;
  for (const segment of segments(context, state, from, upto)) {
    bytes += context.log.bytes(segment, state.json);
  }
  return bytes;
}

function segmentAfter(context: StoreContext, state: StreamState, position: number, upto: number): Segment {
  let owner = state;
  let end = upto;
  while (owner.fork && position < owner.fork.position) {
    end = Math.min(end, owner.fork.position);
    owner = sourceOf(context, owner);
  }
  return { streamId: owner.id, from: position, upto: end };
}

function sourceOf({ catalog }: StoreContext, { id, fork }: StreamState): StreamState {
  const source = fork && catalog.byId(fork.source);
  if (!source)
    throw new StreamError("STORE_CORRUPT", `the source of stream ${id} is missing`, { stream: id });
  return source;
}
