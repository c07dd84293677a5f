import { StreamError } from "../../../protocol/errors.ts";
import { parseOffset, type Offset } from "../../../protocol/offset.ts";
import { ownerOf } from "../../streams/lineage/lineage.ts";
import { normalPath } from "../config.ts";
import { findReadable, tailOf } from "../links/subscribed-streams.ts";
import type { SubscriptionContext } from "../context.ts";
import type { AckOptions } from "../subscription.ts";

type Ack = NonNullable<AckOptions["acks"]>[number];

/**
 * Moves cursors to what was processed: all of them, or none. @throws StreamError `INVALID_OFFSET`,
 * `BAD_REQUEST`
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
 * Forward only, also where one request names a stream twice; a stream that is gone stays where it was put.
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
  return typeof stream === "string" && typeof offset === "string";
}

/**
 * Not before the cursor and not behind the tail; it need not be retained any more, nor the stream be there.
 */
function assertAckable(
  { store, links }: SubscriptionContext,
  key: number,
  path: string,
  offset: Offset,
): void {
  const name = JSON.stringify(path);
  const link = links.find(key, path);
  if (!link) throw invalid(`stream ${name} does not belong to the subscription`);
  const state = findReadable(store, path);
  if (!state || offset === link.ackedOffset) return;
  if (offset < link.ackedOffset) throw invalid(`stream ${name} was acked further than that`);
  const { streamId, position } = parseOffset(offset);
  if (position > state.tail || ownerOf(store, state, position).id !== streamId) {
    throw invalid(`the offset is not one of stream ${name}`);
  }
}

function invalid(message: string): StreamError {
  return new StreamError("INVALID_OFFSET", message);
}
