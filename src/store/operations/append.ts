import { StreamError } from "../../protocol/errors.ts";
import { normalContentType } from "../../protocol/content-type.ts";
import { maxPosition } from "../../protocol/offset.ts";
import type { AppendData, AppendOptions, AppendResult, Producer } from "../../protocol/stream.ts";
import { checkOptions, isBoolean, isWholeNumber, type OptionCheck } from "../check-options.ts";
import { encodeMessages, takeSnapshot } from "../messages/encode.ts";
import { slideDeadline } from "../streams/expiry.ts";
import type { WriteTransaction } from "../commit/group-commit.ts";
import { appendedAt, offsetAt } from "../streams/lineage.ts";
import { dropSurplus } from "../streams/retention.ts";
import { assertPath, findStream, requireStream, type StoreContext } from "../context.ts";
import type { StreamState } from "../streams/stream.ts";

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
    // A copy: a caller may count its one producer object on before this is committed.
    const options =
      given === noOptions ? given : { ...given, producer: given.producer && { ...given.producer } };
    const encode = encodeSoon(context, path, data, options);
    return (transaction) => store(context, transaction, requireStream(context, path), encode, options);
  });
}

function store(
  context: StoreContext,
  transaction: WriteTransaction,
  state: StreamState,
  encode: (state: StreamState) => readonly Buffer[],
  options: AppendOptions,
): AppendResult {
  if (isRepetition(context, state, options.producer)) return result(context, state, true, options.producer);
  assertWritable(context, state, options);
  assertSeqIsNext(state, options.seq);
  const messages = encode(state);
  if (messages.length === 0 && !options.close)
    throw new StreamError("BAD_REQUEST", "there is nothing to append");
  appendMessages(context, transaction, state, messages);
  if (options.seq !== undefined) {
    state.seq = options.seq;
    transaction.changed(state);
  }
  if (options.producer) context.producers.accept(state.id, options.producer);
  if (options.close) close(transaction, state, options.producer);
  return result(context, state, false, options.producer);
}

/** Inside a transaction, everything checked: stores the messages and applies what follows from it. */
export function appendMessages(
  context: StoreContext,
  transaction: WriteTransaction,
  state: StreamState,
  messages: readonly Buffer[],
): void {
  if (state.tail + messages.length > maxPosition) {
    throw new StreamError("TOO_LARGE", `a stream holds at most ${maxPosition} messages over its life`);
  }
  const appendedAt = timeOfAppend(context, state);
  let bytes = 0;
  for (const message of messages) {
    context.log.append(state.id, ++state.tail, appendedAt, message, state.json);
    bytes += message.length;
  }
  state.bytes += bytes;
  dropSurplus(context, state);
  slideDeadline(context, state);
  transaction.grown(state, bytes);
  if (messages.length > 0) transaction.announce("appended", state.path);
}

export function close(
  transaction: WriteTransaction,
  state: StreamState,
  producer: Producer | undefined,
): void {
  state.closed = true;
  state.closedBy = producer && { ...producer };
  transaction.changed(state);
  transaction.announce("closed", state.path);
}

export function result(
  context: StoreContext,
  state: StreamState,
  duplicate: boolean,
  producer?: Producer,
): AppendResult {
  return {
    offset: offsetAt(context, state, state.tail),
    duplicate,
    closed: state.closed,
    ...(producer && { producer: context.producers.accepted(state.id, producer.id) ?? producer }),
  };
}

/**
 * Encodes now where the stream is known, so that the caller may change its objects afterwards. Where it
 * is not (it may be waiting to be created, in the same commit) a snapshot is encoded when it is.
 */
function encodeSoon(
  context: StoreContext,
  path: string,
  data: AppendData,
  options: AppendOptions,
): (state: StreamState) => Buffer[] {
  const { maxMessageBytes } = context.options;
  const known = findStream(context, path);
  // A closed stream may still know the append of a producer, whatever that holds.
  if (!known || (known.closed && options.producer)) {
    const snapshot = takeSnapshot(data);
    return (state) => encodeMessages(snapshot, state.json, maxMessageBytes);
  }
  // Whether it may be written at all comes before what it is (section 5.2, error precedence).
  assertWritable(context, known, options);
  const messages = encodeMessages(data, known.json, maxMessageBytes);
  return (state) => {
    if (state.json === known.json) return messages;
    throw new StreamError(
      "CONTENT_TYPE_MISMATCH",
      `stream ${JSON.stringify(path)} was created again with another content type`,
    );
  };
}

/** A producer's repetition is a success that stores nothing, also when it was the append that closed the stream. */
function isRepetition(
  { producers }: StoreContext,
  state: StreamState,
  producer: Producer | undefined,
): boolean {
  if (!producer) return false;
  if (state.closed) {
    const { closedBy } = state;
    return closedBy?.id === producer.id && closedBy.epoch === producer.epoch && closedBy.seq === producer.seq;
  }
  return producers.judge(state.id, producer) === "duplicate";
}

function assertWritable(context: StoreContext, state: StreamState, { contentType }: AppendOptions): void {
  if (state.deleted) requireStream(context, state.path);
  if (state.closed) {
    throw new StreamError("CLOSED", `stream ${JSON.stringify(state.path)} is closed`, {
      tailOffset: offsetAt(context, state, state.tail),
    });
  }
  if (contentType === undefined || contentType === state.contentType) return;
  if (normalContentType(contentType) === normalContentType(state.contentType)) return;
  throw new StreamError(
    "CONTENT_TYPE_MISMATCH",
    `stream ${JSON.stringify(state.path)} holds ${state.contentType}`,
  );
}

function assertSeqIsNext(state: StreamState, seq: string | undefined): void {
  if (seq === undefined || state.seq === undefined) return;
  // Byte-wise, as the protocol says: JavaScript's own order differs above U+FFFF.
  if (Buffer.compare(Buffer.from(seq), Buffer.from(state.seq)) > 0) return;
  throw new StreamError(
    "SEQ_CONFLICT",
    `seq ${JSON.stringify(seq)} is not greater than the last accepted one`,
    {
      lastSeq: state.seq,
    },
  );
}

/** Never decreases within a stream, whatever the clock does: retention by age searches for it. */
function timeOfAppend(context: StoreContext, state: StreamState): number {
  if (state.tail > state.floor) state.lastAppendedAt ??= appendedAt(context, state, state.tail);
  state.lastAppendedAt = Math.max(context.options.now(), state.lastAppendedAt ?? 0);
  return state.lastAppendedAt;
}

const maxTextLength = 1024;

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "" && value.length <= maxTextLength && value.isWellFormed();
}

const textCheck: OptionCheck = [isText, `a text of 1 to ${maxTextLength} characters`];
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
