import { StreamError } from "../../protocol/errors.ts";
import { maxPosition } from "../../protocol/offset.ts";
import type { AppendResult, Producer } from "../../protocol/stream.ts";
import type { WriteTransaction } from "../commit/write-transaction.ts";
import type { StoreContext } from "../context.ts";
import { slideDeadline } from "./expiry.ts";
import { appendedAt, offsetAt, ownerOf } from "./lineage/lineage.ts";
import { correctTimes } from "../clock/misdated.ts";
import { raiseFloor, surplusFloor } from "./retention.ts";
import type { ReadonlyStream, Stream } from "./stream.ts";

type Parts = Pick<StoreContext, "catalog" | "clock" | "log" | "replicas">;

/**
 * Stores messages, everything checked, and applies what follows from it: retention, and the countdown.
 *
 * @throws StreamError `TOO_LARGE`
 */
export function appendMessages(
  context: Parts,
  transaction: WriteTransaction,
  stream: Stream,
  messages: readonly Buffer[],
): void {
  assertHasCapacity(stream, messages.length);
  if (messages.length > 0) storeMessages(context, transaction, stream, messages);
  slideDeadline(context, stream, transaction);
}

/** @throws StreamError `TOO_LARGE` */
export function assertHasCapacity({ tail }: Pick<ReadonlyStream, "tail">, messages: number): void {
  if (tail + messages <= maxPosition) return;
  throw new StreamError("TOO_LARGE", `a stream holds at most ${maxPosition} messages over its lifetime`);
}

function storeMessages(
  context: Parts,
  transaction: WriteTransaction,
  stream: Stream,
  messages: readonly Buffer[],
): void {
  const time = timeOfAppend(context, transaction, stream);
  let position = stream.tail;
  let bytes = 0;
  for (const message of messages) {
    context.log.append(stream.id, ++position, time, message, stream.json);
    bytes += message.length;
  }
  stream.grow(messages.length, bytes, time);
  raiseFloor(context, stream, surplusFloor(context, stream), transaction);
  transaction.grown(stream, bytes);
  transaction.announce("appended", stream.path);
}

export function markClosed(
  transaction: WriteTransaction,
  stream: Stream,
  producer: Producer | undefined,
): void {
  stream.close(producer);
  transaction.changed(stream);
  transaction.announce("closed", stream.path);
}

export function appendResult(
  context: Pick<StoreContext, "catalog" | "producers">,
  stream: ReadonlyStream,
  duplicate: boolean,
  producer?: Producer,
): AppendResult {
  return {
    offset: offsetAt(context, stream, stream.tail),
    duplicate,
    closed: stream.closed,
    ...(producer && { producer: context.producers.accepted(stream.id, producer.id) ?? producer }),
  };
}

/** Never decreases within a stream, whatever the clock does: retention by age searches for it. */
function timeOfAppend(
  context: Pick<StoreContext, "catalog" | "clock" | "log">,
  transaction: WriteTransaction,
  stream: ReadonlyStream,
): number {
  const now = context.clock.now();
  const last = timeOfLast(context, stream);
  if (last <= now) return now;
  // The rest of very many follows with the next appends, or with the next cleanup.
  correctTimes(context, stream, transaction);
  return Math.max(context.clock.now(), timeOfLast(context, stream));
}

function timeOfLast(context: Pick<StoreContext, "catalog" | "log">, stream: ReadonlyStream): number {
  const { tail, floor, lastAppendedAt } = stream;
  if (lastAppendedAt !== undefined) return lastAppendedAt;
  if (tail > floor) return appendedAt(context, stream, tail);
  // Messages that were dropped count, too, as long as they are stored: forks may show them.
  return context.log.lastTime(ownerOf(context, stream, tail).id, tail);
}
