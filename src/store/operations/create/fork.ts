import { normalContentType } from "../../../protocol/content-type.ts";
import { StreamError } from "../../../protocol/errors.ts";
import { nowOffset } from "../../../protocol/offset.ts";
import type { ForkOptions } from "../../../protocol/stream.ts";
import { firstDeadline } from "../../streams/expiry.ts";
import { bytesOf, ownerOf } from "../../streams/lineage/lineage.ts";
import type { StoreContext } from "../../context.ts";
import type { Fork, NewStream, ReadonlyStream } from "../../streams/stream.ts";
import type { ChangeRecorder } from "../../streams/change-recorder.ts";
import { settleAndFind } from "../../streams/settle.ts";
import { resolvePosition } from "../read.ts";

export interface ForkPlan {
  readonly wanted: NewStream;
  /** The part of the source's next message that a fork between its bytes begins with. */
  readonly prefix: readonly Buffer[];
}

/**
 * Turns a stream to be created into a fork (PROTOCOL.md, section 4.2): its first messages are the
 * source's, shared and not copied. Producers and `seq` are not inherited. `hasType`: its content type was
 * asked for, and is not the default.
 *
 * @throws StreamError `NOT_FOUND`, `SOURCE_DELETED`, `CONTENT_TYPE_MISMATCH`, `BAD_REQUEST`, `GONE`
 */
export function forkStream(
  context: StoreContext,
  changes: ChangeRecorder,
  stream: NewStream,
  hasType: boolean,
  { path, offset = nowOffset, subOffset = 0 }: ForkOptions,
): ForkPlan {
  const source = requireSource(context, path, changes);
  if (hasType && normalContentType(stream.contentType) !== normalContentType(source.contentType)) {
    throw new StreamError("CONTENT_TYPE_MISMATCH", `the stream to fork from holds ${source.contentType}`);
  }
  const anchor = resolvePosition(context, source, offset);
  // Of a JSON stream the sub-offset counts messages, of others bytes of the next message.
  const position = source.json ? anchor + subOffset : anchor;
  if (position > source.tail) throw overshoot();
  const prefix = source.json || subOffset === 0 ? [] : [prefixOfNext(context, source, anchor, subOffset)];
  const fork = { source: source.id, sourcePath: path, position, bytes: source.json ? 0 : subOffset };
  return { wanted: inherit(context, stream, source, fork), prefix };
}

/** Whether a fork is the one that is asked for; a request without an offset means "wherever it was". */
export function isSameFork(
  existing: Fork | undefined,
  wanted: Fork | undefined,
  asked: ForkOptions | undefined,
): boolean {
  if (!existing || !wanted) return existing === wanted;
  if (existing.sourcePath !== wanted.sourcePath) return false;
  const isAnywhere = asked?.offset === undefined && !asked?.subOffset;
  return isAnywhere || (existing.position === wanted.position && existing.bytes === wanted.bytes);
}

function requireSource(context: StoreContext, path: string, changes: ChangeRecorder): ReadonlyStream {
  const source = settleAndFind(context, path, changes);
  if (!source) throw new StreamError("NOT_FOUND", `there is no stream ${JSON.stringify(path)} to fork from`);
  if (source.deleted) throw new StreamError("SOURCE_DELETED", `stream ${JSON.stringify(path)} was deleted`);
  return source;
}

/** Time to live and expiry are the source's unless the fork has its own (section 4.2, the table). */
function inherit(context: StoreContext, stream: NewStream, source: ReadonlyStream, fork: Fork): NewStream {
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

/** Counted on the shorter side of the fork's position. */
function inheritedBytes(
  context: StoreContext,
  source: ReadonlyStream,
  floor: number,
  position: number,
): number {
  if (position - floor < source.tail - position) return bytesOf(context, source, floor, position);
  return source.bytes - bytesOf(context, source, position, source.tail);
}

/** The first bytes of the message after a position: the fork's own first message. */
function prefixOfNext(
  context: StoreContext,
  source: ReadonlyStream,
  position: number,
  bytes: number,
): Buffer {
  if (position === source.tail) throw overshoot();
  const owner = ownerOf(context, source, position + 1);
  const range = { streamId: owner.id, from: position, upto: position + 1 };
  const next = Buffer.from(context.log.read(range, false, { limitBytes: 0, takesFirst: true }).data);
  if (bytes > next.length) throw overshoot();
  return next.subarray(0, bytes);
}

function overshoot(): StreamError {
  return new StreamError("BAD_REQUEST", "fork: subOffset is beyond the source's next message");
}
