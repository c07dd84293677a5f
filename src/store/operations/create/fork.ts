import { sameContentType } from "../../../protocol/media-type.ts";
import { StreamError } from "../../../protocol/errors.ts";
import { nowOffset } from "../../../protocol/offset.ts";
import type { ForkOptions } from "../../../protocol/stream.ts";
import { firstDeadline } from "../../streams/expiry.ts";
import { bytesOf, ownerOf } from "../../streams/lineage/lineage.ts";
import type { StoreContext } from "../../context.ts";
import type { Fork, NewStream, ReadonlyStream } from "../../streams/stream.ts";
import type { ChangeRecorder } from "../../streams/change-recorder.ts";
import { settleAndFind } from "../../streams/settle.ts";
import { resolvePosition } from "../../streams/lineage/resolve-position.ts";

export interface ForkPlan {
  readonly wanted: NewStream;
  /** The fork's own first message, if it is forked within a message of a byte stream: the first bytes of that. */
  readonly prefix: readonly Buffer[];
}

/** A fork with the path of its source. */
export interface ForkOfPath extends ForkOptions {
  readonly path: string;
}

/**
 * Turns a stream to be created into a fork (PROTOCOL.md, section 4.2): it shares the first messages of its source, which are
 * not copied. It does not inherit producers or `seq`.
 *
 * @param hasType whether the caller chose the content type
 * @throws StreamError `NOT_FOUND`, `SOURCE_DELETED`, `CONTENT_TYPE_MISMATCH`, `BAD_REQUEST`, `GONE`
 */
export function forkStream(
  context: StoreContext,
  recorder: ChangeRecorder,
  stream: NewStream,
  hasType: boolean,
  { path, offset = nowOffset, subOffset = 0 }: ForkOfPath,
): ForkPlan {
  const source = requireSource(context, path, recorder);
  if (hasType && !sameContentType(stream.contentType, source.contentType)) {
    throw new StreamError(
      "CONTENT_TYPE_MISMATCH",
      `a fork has the content type of its source, ${source.contentType}, not ${stream.contentType}`,
    );
  }
  const anchor = resolvePosition(context, source, offset);
  // In a JSON stream the sub-offset counts messages, otherwise bytes of the next message.
  const position = source.json ? anchor + subOffset : anchor;
  if (position > source.tail) throw overshoot("tail");
  const prefix = source.json || subOffset === 0 ? [] : [prefixOfNext(context, source, anchor, subOffset)];
  const fork = { source: source.id, sourcePath: path, position, bytes: source.json ? 0 : subOffset };
  return { wanted: inherit(context, stream, source, fork), prefix };
}

/** Whether an existing fork is the one that was requested. A request without an offset matches a fork at any. */
export function isSameFork(
  existing: Fork | undefined,
  wanted: Fork | undefined,
  requested: ForkOptions | undefined,
): boolean {
  if (!existing || !wanted) return existing === wanted;
  if (existing.sourcePath !== wanted.sourcePath) return false;
  const isAnywhere = requested?.offset === undefined && !requested?.subOffset;
  return isAnywhere || (existing.position === wanted.position && existing.bytes === wanted.bytes);
}

function requireSource(context: StoreContext, path: string, recorder: ChangeRecorder): ReadonlyStream {
  const source = settleAndFind(context, path, recorder);
  const name = `the source of the fork, ${JSON.stringify(path)},`;
  if (!source) throw new StreamError("NOT_FOUND", `${name} does not exist`);
  if (source.deleted)
    throw new StreamError("SOURCE_DELETED", `${name} was deleted: fork one of its forks instead`);
  return source;
}

/** The fork inherits the TTL and expiry of its source unless it is given one (PROTOCOL.md, section 4.2, the table). */
function inherit(
  context: Pick<StoreContext, "catalog" | "log">,
  stream: NewStream,
  source: ReadonlyStream,
  fork: Fork,
): NewStream {
  const hasOwn = stream.ttlSeconds !== undefined || stream.expiresAt !== undefined;
  const { ttlSeconds, expiresAt } = hasOwn ? stream : source;
  const floor = Math.min(source.floor, fork.position);
  return {
    ...stream,
    contentType: source.contentType,
    json: source.json,
    ttlSeconds,
    expiresAt,
    deadline: firstDeadline(stream.createdAt, ttlSeconds, expiresAt),
    fork,
    tail: fork.position,
    floor,
    bytes: inheritedBytes(context, source, floor, fork.position),
  };
}

/** Counts the messages on one side of the fork's position, whichever has fewer. */
function inheritedBytes(
  context: Pick<StoreContext, "catalog" | "log">,
  source: ReadonlyStream,
  floor: number,
  position: number,
): number {
  if (position - floor < source.tail - position) return bytesOf(context, source, floor, position);
  return source.bytes - bytesOf(context, source, position, source.tail);
}

/** The first bytes of the message after a position. */
function prefixOfNext(
  context: Pick<StoreContext, "catalog" | "log">,
  source: ReadonlyStream,
  position: number,
  bytes: number,
): Buffer {
  if (position === source.tail) throw overshoot("tail");
  const owner = ownerOf(context, source, position + 1);
  const range = { streamId: owner.id, from: position, upto: position + 1 };
  const next = Buffer.from(context.log.read(range, false, { limitBytes: 0, takesFirst: true }).data);
  if (bytes > next.length) throw overshoot("next message");
  return next.subarray(0, bytes);
}

function overshoot(limit: "tail" | "next message"): StreamError {
  return new StreamError("BAD_REQUEST", `create: fork: subOffset goes beyond the source's ${limit}`);
}
