import { isReference } from "../../../protocol/definitions/reference.ts";
import { StreamError } from "../../../protocol/errors.ts";
import { parseOffset, type Offset } from "../../../protocol/offset.ts";
import { ownerOf } from "../../streams/lineage/lineage.ts";
import { normalPath } from "../../../protocol/stream-path.ts";
import { findReadable, tailOf } from "../links/subscribed-streams.ts";
import type { SubscriptionContext } from "../context.ts";
import type { AckOptions } from "../subscription.ts";

type Ack = NonNullable<AckOptions["acks"]>[number];

/**
 * Moves the cursors of a subscription to the acked offsets: all of them, or none.
 *
 * @throws StreamError `INVALID_OFFSET`, `BAD_REQUEST`
 */
export function applyAcks(context: SubscriptionContext, key: number, acks: readonly Ack[]): void {
  const checked = acks.map(({ stream, offset }) => {
    const path = normalPath(stream);
    assertAckable(context, key, path, offset);
    return { path, offset };
  });
  for (const { path, offset } of checked) moveCursor(context, key, path, offset);
}

/**
 * Moves a cursor forward, never back, even if one request names a stream twice. The cursor of a stream that no longer exists
 * stays where it is.
 */
export function moveCursor(
  { store, links }: SubscriptionContext,
  key: number,
  path: string,
  offset: Offset,
): void {
  const link = links.find(key, path);
  if (!link || offset < link.ackedOffset || !findReadable(store, path)) return;
  links.ack(key, path, offset, offset < tailOf(store, path));
}

export function isAckList(value: unknown): boolean {
  return Array.isArray(value) && value.every(isAck);
}

function isAck(value: unknown): boolean {
  const { stream, offset } = (value ?? {}) as Partial<Ack>;
  return (typeof stream === "string" || isReference(stream)) && typeof offset === "string";
}

/**
 * The offset must be neither before the cursor nor after the tail. It may be below the retention floor, and the stream may no
 * longer exist.
 */
function assertAckable(
  { store, links }: SubscriptionContext,
  key: number,
  path: string,
  offset: Offset,
): void {
  const name = JSON.stringify(path);
  const link = links.find(key, path);
  if (!link) throw invalid(`stream ${name} is not linked to the subscription`);
  const stream = findReadable(store, path);
  if (!stream || offset === link.ackedOffset) return;
  if (offset < link.ackedOffset)
    throw invalid(`stream ${name} is acked up to ${link.ackedOffset}, which is after ${offset}`);
  const { streamId, position } = parseOffset(offset);
  if (position > stream.tail || ownerOf(store, stream, position).id !== streamId) {
    throw invalid(`offset ${offset} is not one of stream ${name}`);
  }
}

function invalid(message: string): StreamError {
  return new StreamError("INVALID_OFFSET", message);
}
