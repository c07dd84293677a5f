import { StreamError } from "../../../protocol/errors.ts";
import { formatOffset, type Offset } from "../../../protocol/offset.ts";
import type { MessageLog } from "../../messages/log.ts";
import type { MessageRange } from "../../messages/range.ts";
import type { Catalog } from "../catalog.ts";
import type { ReadonlyStream } from "../stream.ts";

/*
 * A fork shares the messages of its source up to the fork's position, and the source those of its own source: this is where
 * positions of a stream become messages on disk (PROTOCOL.md, section 4.2).
 */

interface Ancestry {
  readonly catalog: Catalog;
}

interface Messages extends Ancestry {
  readonly log: MessageLog;
}

/** The stream that the message at a position was written to. */
export function ownerOf(context: Ancestry, stream: ReadonlyStream, position: number): ReadonlyStream {
  let owner = stream;
  while (owner.fork && position <= owner.fork.position) owner = sourceOf(context, owner);
  return owner;
}

/** The offset of a position: for an inherited one, that of the source (PROTOCOL.md, section 8). */
export function offsetAt(context: Ancestry, stream: ReadonlyStream, position: number): Offset {
  return formatOffset(ownerOf(context, stream, position).id, position);
}

/** Where the messages `from < p <= upto` of a stream lie, in order. */
export function* segments(
  context: Ancestry,
  stream: ReadonlyStream,
  from: number,
  upto: number,
): Generator<MessageRange, void, undefined> {
  let position = from;
  while (position < upto) {
    const segment = segmentAfter(context, stream, position, upto);
    yield segment;
    position = segment.upto;
  }
}

/** When the message at a position was appended, in milliseconds since the epoch. */
export function appendedAt(context: Messages, stream: ReadonlyStream, position: number): number {
  return context.log.appendedAt(ownerOf(context, stream, position).id, position);
}

/** Bytes of the messages `from < p <= upto`. */
export function bytesOf(context: Messages, stream: ReadonlyStream, from: number, upto: number): number {
  let bytes = 0;
  for (const segment of segments(context, stream, from, upto)) {
    bytes += context.log.bytes(segment, stream.json);
  }
  return bytes;
}

function segmentAfter(
  context: Ancestry,
  stream: ReadonlyStream,
  position: number,
  upto: number,
): MessageRange {
  let owner = stream;
  let end = upto;
  while (owner.fork && position < owner.fork.position) {
    end = Math.min(end, owner.fork.position);
    owner = sourceOf(context, owner);
  }
  return { streamId: owner.id, from: position, upto: end };
}

function sourceOf({ catalog }: Ancestry, { id, fork }: ReadonlyStream): ReadonlyStream {
  const source = fork && catalog.byId(fork.source);
  if (!source)
    throw new StreamError("STORE_CORRUPT", `the source of stream ${id} is missing`, { stream: id });
  return source;
}
