import { isBytes } from "../../protocol/append-data.ts";
import { sameContentType } from "../../protocol/media-type.ts";
import { StreamError } from "../../protocol/errors.ts";
import type { AppendData, AppendOptions, AppendResult, Producer } from "../../protocol/stream.ts";
import { checkOptions, isBoolean, isObject, isWholeNumber, type OptionCheck } from "../check-options.ts";
import type { WriteTransaction } from "../commit/write-transaction.ts";
import type { StoreContext } from "../context.ts";
import { encodeMessages, takeSnapshot } from "../messages/encode.ts";
import { appendMessages, appendResult, markClosed } from "../streams/append-messages.ts";
import { offsetAt } from "../streams/lineage/lineage.ts";
import { assertPath, assertThere, findUnexpired, settleAndRequire } from "../streams/settle.ts";
import type { ReadonlyStream, Stream } from "../streams/stream.ts";

const noOptions: AppendOptions = {};

/**
 * Appends one message, or an array of messages as one atomic batch, and resolves when they are committed
 * (PROTOCOL.md, section 5.2).
 *
 * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`, `GONE`, `CLOSED`, `CONTENT_TYPE_MISMATCH`,
 *   `SEQ_CONFLICT`, `PRODUCER_FENCED`, `PRODUCER_GAP`, `TOO_LARGE`, `DISK_FULL`, `STORE_LOCKED` (another program); then nothing was written
 */
export function append(
  context: StoreContext,
  path: string,
  data: AppendData,
  given: AppendOptions = noOptions,
): Promise<AppendResult> {
  return context.commit.prepare(() => {
    assertPath(context, path);
    if (given !== noOptions) checkAppendOptions(given);
    // A copy: the caller may increment the `seq` of its producer object before this is committed.
    const options =
      given === noOptions ? given : { ...given, producer: given.producer && { ...given.producer } };
    const encode = encodeSoon(context, path, data, options);
    // JSON text is what an HTTP request sends: its `[]` is a mistake (PROTOCOL.md, section 9.1.3). An empty array of values
    // comes with `close`, to close the stream without a message.
    const mayBeEmpty = options.close === true && !isBytes(data);
    return (transaction) => {
      const stream = settleAndRequire(context, path, transaction);
      return appendInTransaction(context, transaction, stream, encode, options, mayBeEmpty);
    };
  });
}

function appendInTransaction(
  context: StoreContext,
  transaction: WriteTransaction,
  stream: Stream,
  encode: (stream: ReadonlyStream) => readonly Buffer[],
  options: AppendOptions,
  mayBeEmpty: boolean,
): AppendResult {
  if (isRetry(context, stream, options.producer))
    return appendResult(context, stream, true, options.producer);
  assertWritable(context, stream, options);
  assertSeqIsNext(stream, options.seq);
  const messages = encode(stream);
  if (messages.length === 0 && !mayBeEmpty)
    throw new StreamError("BAD_REQUEST", "data is empty: append at least one message, or pass `close: true`");
  appendMessages(context, transaction, stream, messages);
  if (options.seq !== undefined) {
    stream.acceptSeq(options.seq);
    transaction.changed(stream);
  }
  if (options.producer) context.producers.accept(stream.id, options.producer);
  if (options.close) markClosed(transaction, stream, options.producer);
  return appendResult(context, stream, false, options.producer);
}

/**
 * Encodes the data at once if the stream is known, so that the caller may change its objects afterwards. Otherwise (its
 * creation may be waiting for the same commit) copies the data, to encode it when the stream is known.
 */
function encodeSoon(
  context: Pick<StoreContext, "catalog" | "clock" | "live" | "options">,
  path: string,
  data: AppendData,
  options: AppendOptions,
): (stream: ReadonlyStream) => Buffer[] {
  const { maxMessageBytes } = context.options;
  const known = findUnexpired(context, path);
  // This may be the retry of a producer's append that closed the stream, which succeeds whatever its data is.
  if (!known || (known.closed && options.producer)) {
    const snapshot = takeSnapshot(data);
    return (stream) => encodeMessages(snapshot, stream, maxMessageBytes);
  }
  // An error of the stream takes precedence over one of the data (PROTOCOL.md, section 5.2, error precedence).
  assertWritable(context, known, options);
  const messages = encodeMessages(data, known, maxMessageBytes);
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
  { producers }: Pick<StoreContext, "producers">,
  stream: ReadonlyStream,
  producer: Producer | undefined,
): boolean {
  if (!producer) return false;
  if (stream.closed) {
    const { closedBy } = stream;
    return closedBy?.id === producer.id && closedBy.epoch === producer.epoch && closedBy.seq === producer.seq;
  }
  return producers.judge(stream.id, producer) === "duplicate";
}

function assertWritable(
  context: Pick<StoreContext, "catalog">,
  stream: ReadonlyStream,
  { contentType }: AppendOptions,
): void {
  assertThere(stream.path, stream);
  if (stream.closed) {
    throw new StreamError("CLOSED", `stream ${JSON.stringify(stream.path)} is closed`, {
      tailOffset: offsetAt(context, stream, stream.tail),
    });
  }
  if (contentType === undefined || contentType === stream.contentType) return;
  if (sameContentType(contentType, stream.contentType)) return;
  throw new StreamError(
    "CONTENT_TYPE_MISMATCH",
    `stream ${JSON.stringify(stream.path)} has content type ${stream.contentType}, not ${contentType}`,
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

const maxIdLength = 1024;
const isId: OptionCheck = [
  (value) => typeof value === "string" && value !== "" && value.length <= maxIdLength && value.isWellFormed(),
  `a string of 1 to ${maxIdLength} characters without lone surrogates`,
];
const optionChecks = {
  seq: isId,
  producer: isObject,
  close: isBoolean,
  contentType: [(value) => typeof value === "string", "a MIME type"],
} satisfies Record<keyof AppendOptions, OptionCheck>;
const producerChecks = { id: isId, epoch: isWholeNumber(0), seq: isWholeNumber(0) };

function checkAppendOptions(options: AppendOptions): void {
  checkOptions("append", options, optionChecks);
  if (!options.producer) return;
  checkOptions("append: producer", options.producer, producerChecks);
  const { id, epoch, seq } = options.producer;
  if (id === undefined || epoch === undefined || seq === undefined) {
    throw new StreamError("BAD_REQUEST", "append: producer needs id, epoch and seq");
  }
}
