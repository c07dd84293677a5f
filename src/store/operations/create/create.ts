import { defaultContentType, isJsonContentType, normalContentType } from "../../../protocol/content-type.ts";
import { StreamError } from "../../../protocol/errors.ts";
import { maxStreamId } from "../../../protocol/offset.ts";
import type { CreateOptions, CreateResult, ForkOptions } from "../../../protocol/stream.ts";
import { assertStreamPath } from "../../../protocol/stream-path.ts";
import { encodeMessages, takeSnapshot } from "../../messages/encode.ts";
import { firstDeadline } from "../../streams/expiry.ts";
import type { WriteTransaction } from "../../commit/write-transaction.ts";
import type { StoreContext } from "../../context.ts";
import { toInfo } from "../../streams/info.ts";
import type { NewStream, ReadonlyStream, Stream } from "../../streams/stream.ts";
import { appendMessages } from "../../streams/append-messages.ts";
import { checkCreateOptions } from "./check-options.ts";
import { normalRetention } from "../../streams/retention.ts";
import { removeStream } from "../../streams/remove.ts";
import { settleAndFind } from "../../streams/settle.ts";
import { forkStream, isSameFork } from "./fork.ts";

/**
 * Creates a stream, or finds it there already with the same configuration (PROTOCOL.md, section 5.1):
 * content type, time to live or expiry, retention, fork, closed or open. First content is not compared.
 *
 * @throws StreamError `BAD_REQUEST`, `EXISTS` (another configuration, or deleted and kept for its forks),
 *   `TOO_LARGE`; of a fork `NOT_FOUND`, `SOURCE_DELETED`, `CONTENT_TYPE_MISMATCH`, `GONE`
 */
export async function create(
  context: StoreContext,
  path: string,
  options: CreateOptions = {},
): Promise<CreateResult> {
  assertStreamPath(path);
  checkCreateOptions(options);
  // Everything is copied now: the caller may go on changing its objects.
  const plain = newStream(context, path, options);
  const encode = encodeFirstContent(context, options);
  const hasType = options.contentType !== undefined;
  const fork = options.fork && { ...options.fork };
  return context.commit.submit((transaction) => {
    const { wanted, prefix } = fork
      ? forkStream(context, transaction, plain, hasType, fork)
      : { wanted: plain, prefix: [] };
    const existing = settleAndFind(context, path, transaction);
    if (existing) {
      assertSame(existing, wanted, fork);
      return { ...toInfo(context, existing), created: false };
    }
    const messages = [...prefix, ...encode(wanted)];
    return { ...toInfo(context, insert(context, transaction, wanted, messages)), created: true };
  });
}

function insert(
  context: StoreContext,
  transaction: WriteTransaction,
  wanted: NewStream,
  messages: readonly Buffer[],
): Stream {
  // Expired but not cleaned up yet: the new stream starts empty, under a new id.
  const expired = context.catalog.find(wanted.path);
  if (expired) removeStream(context, transaction, expired, "expired");
  const stream = context.catalog.insert(wanted);
  if (stream.id > maxStreamId) throw new Error(`more than ${maxStreamId} streams were created in this store`);
  transaction.announce("created", wanted.path);
  if (messages.length > 0) {
    appendMessages(context, transaction, stream, messages);
    // The row is written in this commit anyway.
    context.catalog.markExact(stream);
  }
  return stream;
}

function newStream({ clock }: StoreContext, path: string, options: CreateOptions): NewStream {
  const createdAt = clock.now();
  const contentType = options.contentType ?? defaultContentType;
  const expiresAt = options.expiresAt?.getTime();
  const { ttlSeconds } = options;
  return {
    path,
    contentType,
    json: isJsonContentType(contentType),
    createdAt,
    ttlSeconds,
    expiresAt,
    retention: normalRetention(options.retention),
    fork: undefined,
    tail: 0,
    floor: 0,
    bytes: 0,
    seq: undefined,
    closed: options.closed ?? false,
    closedBy: undefined,
    deleted: false,
    deadline: firstDeadline(createdAt, ttlSeconds, expiresAt),
  };
}

/** Encoded at once where the type is known, as the caller may change its objects; of a fork it is the source's. */
function encodeFirstContent(
  { options }: StoreContext,
  create: CreateOptions,
): (stream: NewStream) => Buffer[] {
  const { data, fork, contentType = defaultContentType } = create;
  if (data === undefined) return () => [];
  const { maxMessageBytes } = options;
  if (fork) {
    const snapshot = takeSnapshot(data);
    return ({ json }) => encodeMessages(snapshot, json, maxMessageBytes);
  }
  const messages = encodeMessages(data, isJsonContentType(contentType), maxMessageBytes);
  return () => messages;
}

function assertSame(existing: ReadonlyStream, wanted: NewStream, fork: ForkOptions | undefined): void {
  const difference = findDifference(existing, wanted, fork);
  if (difference === undefined) return;
  throw new StreamError(
    "EXISTS",
    `stream ${JSON.stringify(wanted.path)} exists already with another ${difference}`,
  );
}

function findDifference(
  existing: ReadonlyStream,
  wanted: NewStream,
  fork: ForkOptions | undefined,
): string | undefined {
  if (existing.deleted) return "state: it was deleted, and its forks need it";
  if (normalContentType(existing.contentType) !== normalContentType(wanted.contentType))
    return "content type";
  if (existing.ttlSeconds !== wanted.ttlSeconds) return "time to live";
  if (existing.expiresAt !== wanted.expiresAt) return "expiry";
  if (existing.closed !== wanted.closed) return "closed status";
  if (JSON.stringify(existing.retention) !== JSON.stringify(wanted.retention)) return "retention";
  if (!isSameFork(existing.fork, wanted.fork, fork)) return "fork";
  return undefined;
}
