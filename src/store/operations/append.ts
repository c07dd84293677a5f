import { normalContentType } from "../../protocol/content-type.ts";
import { StreamError } from "../../protocol/errors.ts";
import type { AppendData, AppendOptions, AppendResult, Producer } from "../../protocol/stream.ts";
import { checkOptions, isBoolean, isWholeNumber, type OptionCheck } from "../check-options.ts";
import type { WriteTransaction } from "../commit/write-transaction.ts";
import type { StoreContext } from "../context.ts";
import { encodeMessages, takeSnapshot } from "../messages/encode.ts";
import { appendMessages, appendResult, closeStream } from "../streams/append-messages.ts";
import { offsetAt } from "../streams/lineage/lineage.ts";
import { assertPath, assertThere, findUnexpired, settleAndRequire } from "../streams/settle.ts";
import type { ReadonlyStream, Stream } from "../streams/stream.ts";

const noOptions: AppendOptions = {};

/**
 * Appends one message, or an array of them as one atomic batch, and resolves when they are committed
 * (PROTOCOL.md, section 5.2).
 *
 * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`, `GONE`, `CLOSED`, `CONTENT_TYPE_MISMATCH`,
 *   `SEQ_CONFLICT`, `PRODUCER_FENCED`, `PRODUCER_GAP`, `TOO_LARGE`, `DISK_FULL`; nothing was written then
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
    // A copy: a caller may count its one producer object up before this is committed.
    const options =
      given === noOptions ? given : { ...given, producer: given.producer && { ...given.producer } };
    const encode = encodeSoon(context, path, data, options);
    return (transaction) =>
      store(context, transaction, settleAndRequire(context, path, transaction), encode, options);
  });
}

function store(
  context: StoreContext,
  transaction: WriteTransaction,
  stream: Stream,
  encode: (stream: ReadonlyStream) => readonly Buffer[],
  options: AppendOptions,
): AppendResult {
  if (isRetry(context, stream, options.producer))
    return appendResult(context, stream, true, options.producer);
  assertWritable(context, stream, options);
  assertSeqIsNext(stream, options.seq);
  const messages = encode(stream);
  if (messages.length === 0 && !options.close)
    throw new StreamError("BAD_REQUEST", "data is empty: append at least one message, or pass `close: true`");
  appendMessages(context, transaction, stream, messages);
  if (options.seq !== undefined) {
    stream.acceptSeq(options.seq);
    transaction.changed(stream);
  }
  if (options.producer) context.producers.accept(stream.id, options.producer);
  if (options.close) closeStream(transaction, stream, options.producer);
  return appendResult(context, stream, false, options.producer);
}

/**
 * Encodes now where the stream is known, so that the caller may change its objects afterwards. Where it is not (its
 * creation may be waiting for the same commit) a snapshot is encoded once it is.
 */
function encodeSoon(
  context: StoreContext,
  path: string,
  data: AppendData,
  options: AppendOptions,
): (stream: ReadonlyStream) => Buffer[] {
  const { maxMessageBytes } = context.options;
  const known = findUnexpired(context, path);
  // A closed stream may still know the append of a producer, whatever that holds.
  if (!known || (known.closed && options.producer)) {
    const snapshot = takeSnapshot(data);
    return (stream) => encodeMessages(snapshot, stream.json, maxMessageBytes);
  }
  // Whether it may be written at all comes before what it is (section 5.2, error precedence).
  assertWritable(context, known, options);
  const messages = encodeMessages(data, known.json, maxMessageBytes);
  return (stream) => {
    if (stream.json === known.json) return messages;
    throw new StreamError(
      "CONTENT_TYPE_MISMATCH",
      `stream ${JSON.stringify(path)} was created again with another content type`,
    );
  };
}

/** A producer's retry is a success that stores nothing, also of the append that closed the stream. */
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

function assertWritable(context: StoreContext, stream: ReadonlyStream, { contentType }: AppendOptions): void {
  assertThere(stream.path, stream);
  if (stream.closed) {
    throw new StreamError("CLOSED", `stream ${JSON.stringify(stream.path)} is closed`, {
      tailOffset: offsetAt(context, stream, stream.tail),
    });
  }
  if (contentType === undefined || contentType === stream.contentType) return;
  if (normalContentType(contentType) === normalContentType(stream.contentType)) return;
  throw new StreamError(
    "CONTENT_TYPE_MISMATCH",
    `stream ${JSON.stringify(stream.path)} holds ${stream.contentType}, not ${contentType}`,
  );
}

function assertSeqIsNext(stream: ReadonlyStream, seq: string | undefined): void {
  if (seq === undefined || stream.seq === undefined) return;
  // Byte-wise, as the protocol says: JavaScript's own order differs above U+FFFF.
  if (Buffer.compare(Buffer.from(seq), Buffer.from(stream.seq)) > 0) return;
  throw new StreamError(
    "SEQ_CONFLICT",
    `seq ${JSON.stringify(seq)} does not sort after the last accepted one, ${JSON.stringify(stream.seq)}`,
    { lastSeq: stream.seq },
  );
}

const maxTextLength = 1024;

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "" && value.length <= maxTextLength && value.isWellFormed();
}

const textCheck: OptionCheck = [isText, `a string of 1 to ${maxTextLength} characters`];
const optionChecks = {
  seq: textCheck,
  producer: [(value) => typeof value === "object" && value !== null, "an object"],
  close: isBoolean,
  contentType: [(value) => typeof value === "string", "a MIME type"],
} satisfies Record<keyof AppendOptions, OptionCheck>;
const producerChecks = { id: textCheck, epoch: isWholeNumber(0), seq: isWholeNumber(0) };

function checkAppendOptions(options: AppendOptions): void {
  checkOptions("append", options, optionChecks);
  if (!options.producer) return;
  checkOptions("append: producer", options.producer, producerChecks);
  const { id, epoch, seq } = options.producer;
  if (id === undefined || epoch === undefined || seq === undefined) {
    throw new StreamError("BAD_REQUEST", "append: producer needs id, epoch and seq");
  }
}
