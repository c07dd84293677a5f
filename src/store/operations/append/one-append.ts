import { isBytes } from "../../../protocol/append-data.ts";
import { sameContentType } from "../../../protocol/media-type.ts";
import { StreamError } from "../../../protocol/errors.ts";
import { parseOffset, type Offset } from "../../../protocol/offset.ts";
import type { AppendData, AppendOptions, AppendResult, Producer } from "../../../protocol/stream.ts";
import type { WriteTransaction } from "../../commit/write-transaction.ts";
import type { StoreContext } from "../../context.ts";
import { encodeMessages, takeSnapshot } from "../../messages/encode.ts";
import {
  appendMessages,
  appendResult,
  assertHasCapacity,
  markClosed,
} from "../../streams/append-messages.ts";
import { offsetAt, ownerOf } from "../../streams/lineage/lineage.ts";
import { judgeProducer, type ProducerState } from "../../streams/producers.ts";
import { assertThere, findUnexpired, settleAndFind } from "../../streams/settle.ts";
import type { ReadonlyStream, Stream } from "../../streams/stream.ts";
import { draftOf, isDraft } from "../create/draft.ts";

/** The options of an append as they were at the call. */
export interface TakenOptions extends AppendOptions {
  /** Whether the append may be without a message. */
  readonly mayBeEmpty: boolean;
}

/** Encodes the data of an append for the stream that it goes to. */
export type Encode = (stream: ReadonlyStream) => readonly Buffer[];

/** What checking an append needs beside its stream. */
interface Checks extends Pick<StoreContext, "catalog"> {
  readonly producers: { accepted(stream: number, id: string): ProducerState | undefined };
}

export const noOptions: AppendOptions = {};
const plainAppend: TakenOptions = { mayBeEmpty: false };

/** Copies the options: the caller may increment the `seq` of its producer object before the append is committed. */
export function takeOptions(data: AppendData, given: AppendOptions): TakenOptions {
  if (given === noOptions) return plainAppend;
  // JSON text is what an HTTP request sends: its `[]` is a mistake (PROTOCOL.md, section 9.1.3). An empty array of values
  // comes with `close`, to close the stream without a message.
  const mayBeEmpty = given.close === true && !isBytes(data);
  return { ...given, producer: given.producer && { ...given.producer }, mayBeEmpty };
}

/**
 * The messages that an append adds to its stream, everything checked; undefined for the retry of a producer's append.
 *
 * @throws StreamError as `append` does
 */
export function messagesToStore(
  context: Checks,
  stream: ReadonlyStream,
  encode: Encode,
  options: TakenOptions,
): readonly Buffer[] | undefined {
  if (isRetry(context, stream, options.producer)) return undefined;
  assertWritable(context, stream, options);
  assertTailIsAt(context, stream, options.expectedOffset);
  assertSeqIsNext(stream, options.seq);
  const messages = encode(stream);
  if (messages.length === 0 && !options.mayBeEmpty)
    throw new StreamError("BAD_REQUEST", "data is empty: append at least one message, or pass `close: true`");
  assertHasCapacity(stream, messages.length);
  return messages;
}

/**
 * The stream of an append, or the draft of the one that the append creates.
 *
 * @param number of the draft among those of one transaction
 * @throws StreamError `NOT_FOUND`, `GONE`
 */
export function streamOrDraft(
  context: StoreContext,
  path: string,
  transaction: WriteTransaction,
  number?: number,
): Stream {
  const found = settleAndFind(context, path, transaction);
  return assertThere(path, found ?? draftOf(context, path, number));
}

/** Stores what `messagesToStore` has returned. */
export function writeAppend(
  context: StoreContext,
  transaction: WriteTransaction,
  stream: Stream,
  messages: readonly Buffer[] | undefined,
  { seq, producer, close }: AppendOptions,
): AppendResult {
  if (!messages) return appendResult(context, stream, true, producer);
  appendMessages(context, transaction, stream, messages);
  if (seq !== undefined) {
    stream.acceptSeq(seq);
    transaction.changed(stream);
  }
  if (producer) context.producers.accept(stream.id, producer);
  if (close) markClosed(transaction, stream, producer);
  return appendResult(context, stream, false, producer);
}

/**
 * Encodes the data at once if the stream is known, so that the caller may change its objects afterwards. Otherwise (its
 * creation may be waiting for the same commit) copies the data, to encode it when the stream is known.
 */
export function encodeSoon(
  context: Pick<StoreContext, "catalog" | "clock" | "live" | "options">,
  path: string,
  data: AppendData,
  options: AppendOptions,
): Encode {
  const rules = context.options;
  const known = findUnexpired(context, path);
  // This may be the retry of a producer's append that closed the stream, which succeeds whatever its data is.
  if (!known || (known.closed && options.producer)) {
    const snapshot = takeSnapshot(data);
    return (stream) => encodeMessages(snapshot, stream, rules);
  }
  // An error of the stream takes precedence over one of the data (PROTOCOL.md, section 5.2, error precedence).
  assertWritable(context, known, options);
  const messages = encodeMessages(data, known, rules);
  return (stream) => {
    if (stream.json === known.json) return messages;
    throw new StreamError(
      "CONTENT_TYPE_MISMATCH",
      `stream ${JSON.stringify(path)} was deleted and created again with a different content type: append again`,
    );
  };
}

/** A producer's retry succeeds and stores nothing, even if its append closed the stream. */
function isRetry(
  { producers }: Pick<Checks, "producers">,
  stream: ReadonlyStream,
  producer: Producer | undefined,
): boolean {
  if (!producer) return false;
  if (stream.closed) {
    const { closedBy } = stream;
    return closedBy?.id === producer.id && closedBy.epoch === producer.epoch && closedBy.seq === producer.seq;
  }
  return judgeProducer(producers.accepted(stream.id, producer.id), producer) === "duplicate";
}

function assertWritable(
  context: Pick<StoreContext, "catalog">,
  stream: ReadonlyStream,
  { contentType }: AppendOptions,
): void {
  assertThere(stream.path, stream);
  if (stream.closed) {
    // A draft is closed by an append of the same `appendAll`: it has no offsets yet.
    throw new StreamError("CLOSED", `stream ${JSON.stringify(stream.path)} is closed`, {
      ...(!isDraft(stream) && { tailOffset: offsetAt(context, stream, stream.tail) }),
    });
  }
  if (contentType === undefined || contentType === stream.contentType) return;
  if (sameContentType(contentType, stream.contentType)) return;
  throw new StreamError(
    "CONTENT_TYPE_MISMATCH",
    `stream ${JSON.stringify(stream.path)} has content type ${stream.contentType}, not ${contentType}`,
  );
}

/** Compares with the current tail alone: the expected offset may also be one of a stream that was deleted since. */
function assertTailIsAt(
  context: Pick<StoreContext, "catalog">,
  stream: ReadonlyStream,
  expected: Offset | undefined,
): void {
  if (expected === undefined) return;
  // An offset is one of a stream that was there.
  if (isDraft(stream)) assertThere(stream.path, undefined);
  const { streamId, position } = parseOffset(expected);
  const { id, tail } = stream;
  if (position === tail && (streamId === id || streamId === ownerOf(context, stream, tail).id)) return;
  const tailOffset = offsetAt(context, stream, tail);
  throw new StreamError(
    "OFFSET_CONFLICT",
    `the tail of stream ${JSON.stringify(stream.path)} is at ${tailOffset}, not at ${expected}: read what was appended, and decide again`,
    { tailOffset },
  );
}

function assertSeqIsNext(stream: ReadonlyStream, seq: string | undefined): void {
  if (seq === undefined || stream.seq === undefined) return;
  // Compared as bytes (PROTOCOL.md, section 5.2): JavaScript orders strings differently above U+FFFF.
  if (Buffer.compare(Buffer.from(seq), Buffer.from(stream.seq)) > 0) return;
  throw new StreamError(
    "SEQ_CONFLICT",
    `sequence conflict: seq ${JSON.stringify(seq)} must sort after the last accepted one, ${JSON.stringify(stream.seq)} (compared as bytes)`,
    { lastSeq: stream.seq },
  );
}
