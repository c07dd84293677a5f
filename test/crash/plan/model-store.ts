import { StreamError } from "../../../src/protocol/errors.ts";
import { parseOffset } from "../../../src/protocol/offset.ts";
import type { AppendResult, Producer } from "../../../src/protocol/stream.ts";
import { ModelStream } from "./model-stream.ts";
import { batchTexts, type Append, type Batch, type Operation, type StreamSetup } from "./operation.ts";
import { canonical, type Outcome } from "./outcome.ts";

/** Where the clock of a new store starts, in milliseconds since the epoch. */
const firstMoment = 1_700_000_000_000;

/**
 * What a store must be indistinguishable from: the operations that took effect, applied in memory one after another in
 * the order in which they were submitted. The store commits in that order, so after any crash its state is that of a
 * model to which some prefix of the operations was applied.
 */
export class ModelStore {
  now = firstMoment;
  readonly #byPath = new Map<string, ModelStream>();
  /** All streams that still have a row, including those kept only for their forks. */
  readonly #streams = new Set<ModelStream>();
  #lastId = 0;

  /** How many streams were ever created, visible or not: the next stream's id follows from it. */
  get created(): number {
    return this.#lastId;
  }

  static after(operations: readonly Operation[]): ModelStore {
    const model = new ModelStore();
    for (const operation of operations) model.apply(operation);
    return model;
  }

  apply(operation: Operation): Outcome {
    try {
      return this.#apply(operation);
    } catch (error) {
      if (error instanceof StreamError) return { error: error.code };
      throw error;
    }
  }

  /** The stream at a path, even if it is deleted and kept for its forks, but not if it has expired. */
  find(path: string, now = this.now): ModelStream | undefined {
    const stream = this.#byPath.get(path);
    return stream?.isExpired(now) ? undefined : stream;
  }

  /** The visible streams, by path. */
  visible(now = this.now): ModelStream[] {
    return [...this.#byPath.values()]
      .filter((stream) => !stream.deleted && !stream.isExpired(now))
      .toSorted((a, b) => (a.path < b.path ? -1 : 1));
  }

  #apply(operation: Operation): Outcome {
    switch (operation.kind) {
      case "create":
        return this.#create(operation.path, operation.setup, operation.batch);
      case "append":
        return { append: this.#appendAll([operation])[0]! };
      case "appendAll":
        return { appends: this.#appendAll(operation.appends) };
      case "acknowledge": {
        const stream = this.#require(operation.path);
        if (operation.position < stream.floorAt(this.now)) throw new StreamError("GONE", operation.path);
        stream.acknowledge(operation.replica, operation.position, this.now);
        return { done: true };
      }
      case "close":
        return this.#close(this.#require(operation.path));
      case "delete":
        this.#delete(this.#require(operation.path));
        return { done: true };
      case "touch":
      case "read": {
        const stream = this.#require(operation.path);
        stream.slide(this.now);
        return operation.kind === "read" ? { done: true } : { info: stream.info(this.now) };
      }
      case "advance":
        this.now += operation.ms;
        return { done: true };
      case "jump":
      case "compact":
      case "reopen":
        return { done: true };
    }
  }

  #create(path: string, setup: StreamSetup, batch: Batch | undefined): Outcome {
    const point = setup.fork && this.#forkPoint(setup.fork);
    const existing = this.find(path);
    if (existing) {
      const isSame = !existing.deleted && !setup.fork && canonical(existing.setup) === canonical(setup);
      if (!isSame || existing.closed !== (setup.closed ?? false)) throw new StreamError("EXISTS", path);
      return { info: existing.info(this.now), created: false };
    }
    const expired = this.#byPath.get(path);
    if (expired) this.#byPath.delete(path);
    const inherited = point && inheritedSetup(setup, point.source.setup);
    const stream = new ModelStream(++this.#lastId, path, inherited ?? setup, this.now, point);
    this.#byPath.set(path, stream);
    this.#streams.add(stream);
    const texts = [...(point?.prefix ?? []), ...(batch ? batchTexts(batch) : [])];
    if (texts.length > 0) stream.append(texts, this.now);
    return { info: stream.info(this.now), created: true };
  }

  #forkPoint({ path, offset, subOffset = 0 }: NonNullable<StreamSetup["fork"]>) {
    const source = this.find(path);
    if (!source) throw new StreamError("NOT_FOUND", path);
    if (source.deleted) throw new StreamError("SOURCE_DELETED", path);
    const anchor = offset === undefined ? source.tail : parseOffset(offset).position;
    const prefix = source.isJson || subOffset === 0 ? [] : [source.textAt(anchor)!.slice(0, subOffset)];
    return { source, position: source.isJson ? anchor + subOffset : anchor, prefix };
  }

  #append(append: Append): AppendResult {
    const stream = this.#require(append.path);
    const { producer, seq, batch, expectedOffset } = append;
    if (producer && isDuplicate(stream, producer)) return stream.result(true, producer);
    if (stream.closed) throw new StreamError("CLOSED", append.path);
    if (expectedOffset !== undefined && expectedOffset !== stream.offsetAt(stream.tail))
      throw new StreamError("OFFSET_CONFLICT", expectedOffset);
    if (seq !== undefined && stream.seq !== undefined && seq <= stream.seq)
      throw new StreamError("SEQ_CONFLICT", seq);
    stream.append(batchTexts(batch), this.now);
    stream.accept(append);
    return stream.result(false, producer);
  }

  #appendAll(appends: readonly Append[]): AppendResult[] {
    const undo = appends.map(({ path }) => this.find(path)?.remember());
    try {
      const results = appends.map((append) => this.#append(append));
      // Everything is checked before the commit, which then fails.
      if (appends.some(({ fails }, i) => fails && !results[i]!.duplicate))
        throw new StreamError("STORE_FAILED", "");
      return results;
    } catch (error) {
      for (const restore of undo) restore?.();
      throw error;
    }
  }

  #close(stream: ModelStream): Outcome {
    if (stream.closed) return { append: stream.result(true) };
    stream.closed = true;
    stream.slide(this.now);
    return { append: stream.result(false) };
  }

  #delete(stream: ModelStream): void {
    if (this.#isForked(stream)) stream.keepForForks();
    else this.#erase(stream);
  }

  /** Also erases its source if that was kept for this fork only. */
  #erase(stream: ModelStream): void {
    this.#streams.delete(stream);
    if (this.#byPath.get(stream.path) === stream) this.#byPath.delete(stream.path);
    const { source } = stream;
    if (source?.deleted && !this.#isForked(source)) this.#erase(source);
  }

  #isForked(stream: ModelStream): boolean {
    return [...this.#streams].some(({ source }) => source === stream);
  }

  #require(path: string): ModelStream {
    const stream = this.find(path);
    if (!stream) throw new StreamError("NOT_FOUND", path);
    if (stream.deleted) throw new StreamError("GONE", path);
    return stream;
  }
}

/** What a fork inherits: the content type always, TTL or expiry unless it has its own. */
function inheritedSetup(setup: StreamSetup, source: StreamSetup): StreamSetup {
  const { ttlSeconds, expiresAt } =
    setup.ttlSeconds === undefined && setup.expiresAt === undefined ? source : setup;
  return {
    ...setup,
    contentType: source.contentType!,
    ...(ttlSeconds !== undefined && { ttlSeconds }),
    ...(expiresAt !== undefined && { expiresAt }),
  };
}

/** @throws StreamError as the store does for a producer (PROTOCOL.md, section 5.2.1) */
function isDuplicate({ closed, closedBy, producers }: ModelStream, producer: Producer): boolean {
  const { id, epoch, seq } = producer;
  if (closed) return closedBy?.id === id && closedBy.epoch === epoch && closedBy.seq === seq;
  const known = producers.get(id);
  if (known && epoch < known.epoch) throw new StreamError("PRODUCER_FENCED", id);
  if (known && epoch > known.epoch) {
    if (seq === 0) return false;
    throw new StreamError("BAD_REQUEST", id);
  }
  const expected = known ? known.seq + 1 : 0;
  if (seq > expected) throw new StreamError("PRODUCER_GAP", id);
  return seq < expected;
}
