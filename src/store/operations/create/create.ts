import { defaultContentType, isJsonContentType } from "../../../protocol/content-type.ts";
import { pathOf } from "../../../protocol/definitions/reference.ts";
import { StreamError } from "../../../protocol/errors.ts";
import { maxStreamId } from "../../../protocol/offset.ts";
import type { CreateOptions, CreateResult, ForkOptions, StreamInfo } from "../../../protocol/stream.ts";
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
import { existsError, findDifferences } from "./difference.ts";
import { forkStream } from "./fork.ts";

/**
 * Creates a stream, unless one with the same configuration exists already (PROTOCOL.md, section 5.1). The configuration is
 * the content type, TTL or expiry, retention, fork, and whether the stream is closed; the first messages are not compared.
 *
 * @throws StreamError `BAD_REQUEST`, `EXISTS` (with another configuration: `details.have` and `details.wanted` are what
 *   differs; or deleted and kept for its forks), `TOO_LARGE`, `INVALID`, `CONTENT_TYPE_MISMATCH`;
 *   for a fork also `NOT_FOUND`, `SOURCE_DELETED`, `CONTENT_TYPE_MISMATCH`, `GONE`
 */
export async function create(
  context: StoreContext,
  path: string,
  given: CreateOptions = {},
): Promise<CreateResult> {
  const options = definedOptions(context, path, given);
  return createOr(context, path, options, (existing, { wanted, fork }) => {
    const different = findDifferences(existing, wanted, fork);
    if (different.length > 0) throw existsError(existing, wanted, different);
    return toInfo(context, existing);
  });
}

/**
 * The options of a stream to create: those that are left out are those of its definition.
 *
 * @throws StreamError `BAD_REQUEST`, `CONTENT_TYPE_MISMATCH`
 */
export function definedOptions(
  { definitions }: Pick<StoreContext, "definitions">,
  path: string,
  given: CreateOptions,
): CreateOptions {
  assertStreamPath(path);
  checkCreateOptions(given);
  return definitions.optionsFor(path, given);
}

/** The stream that would be created, and the fork as it was requested. */
export interface Requested {
  readonly wanted: NewStream;
  readonly fork: ForkOptions | undefined;
}

/**
 * Creates a stream, or calls `onExisting` within the transaction.
 *
 * @throws StreamError as `create` does, but `EXISTS` only for a deleted stream that is kept for its forks
 */
export async function createOr(
  context: StoreContext,
  path: string,
  options: CreateOptions,
  onExisting: (existing: Stream, requested: Requested, transaction: WriteTransaction) => StreamInfo,
): Promise<CreateResult> {
  // Everything is copied now: the caller may change its objects afterwards.
  const plain = newStream(context, path, options);
  const encode = encodeFirstMessages(context, plain, options);
  const hasType = options.contentType !== undefined;
  const fork = options.fork && { ...options.fork, path: pathOf(options.fork.path) };
  return context.commit.submit((transaction) => {
    const { wanted, prefix } = fork
      ? forkStream(context, transaction, plain, hasType, fork)
      : { wanted: plain, prefix: [] };
    const existing = settleAndFind(context, path, transaction);
    if (existing) {
      assertNotDeleted(existing);
      return { ...onExisting(existing, { wanted, fork }, transaction), created: false };
    }
    const messages = [...prefix, ...encode(wanted)];
    return { ...toInfo(context, insert(context, transaction, wanted, messages)), created: true };
  });
}

function assertNotDeleted({ deleted, path }: ReadonlyStream): void {
  if (!deleted) return;
  throw new StreamError(
    "EXISTS",
    `stream ${JSON.stringify(path)} was deleted, but its forks still need it: use another path`,
  );
}

/** Inserts a stream with its first messages. What it needs was checked. */
export function insert(
  context: StoreContext,
  transaction: WriteTransaction,
  wanted: NewStream,
  messages: readonly Buffer[],
): Stream {
  // It is expired, but not cleaned up yet: the new stream starts empty, with a new id.
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

export function newStream(
  { clock }: Pick<StoreContext, "clock">,
  path: string,
  options: CreateOptions,
): NewStream {
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

/** Encodes the data at once, as the caller may change it afterwards. For a fork, whose source has the type, copies it. */
function encodeFirstMessages(
  { options: rules }: Pick<StoreContext, "options">,
  plain: NewStream,
  { data, fork }: CreateOptions,
): (stream: NewStream) => Buffer[] {
  if (data === undefined) return () => [];
  if (fork) {
    const snapshot = takeSnapshot(data);
    return (stream) => encodeMessages(snapshot, stream, rules);
  }
  const messages = encodeMessages(data, plain, rules);
  return () => messages;
}
