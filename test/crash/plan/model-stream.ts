import { isJsonContentType } from "../../../src/protocol/content-type.ts";
import { formatOffset, type Offset } from "../../../src/protocol/offset.ts";
import type { AppendResult, Producer } from "../../../src/protocol/stream.ts";
import type { Append, StreamSetup } from "./operation.ts";
import type { PlainInfo } from "./outcome.ts";

interface ModelMessage {
  readonly text: string;
  readonly bytes: number;
  readonly appendedAt: number;
}

/** A stream as plain arrays, behaving as the store promises. Times are in milliseconds. */
export class ModelStream {
  closed = false;
  closedBy: Producer | undefined;
  /** Deleted, and kept only for its forks. */
  deleted = false;
  seq: string | undefined;
  readonly producers = new Map<string, { readonly epoch: number; readonly seq: number }>();
  /** How many messages each replica has. */
  readonly replicas = new Map<string, number>();
  readonly id: number;
  readonly path: string;
  readonly setup: StreamSetup;
  readonly source: ModelStream | undefined;
  readonly forkPosition: number;
  readonly #createdAt: number;
  readonly #messages: ModelMessage[];
  #floor: number;
  #deadline: number | undefined;

  constructor(id: number, path: string, setup: StreamSetup, now: number, from?: ForkPoint) {
    this.id = id;
    this.path = path;
    this.setup = setup;
    this.closed = setup.closed ?? false;
    this.source = from?.source;
    this.forkPosition = from?.position ?? 0;
    this.#createdAt = now;
    this.#messages = from ? from.source.#messages.slice(0, from.position) : [];
    this.#floor = from ? Math.min(from.source.floorAt(now), from.position) : 0;
    this.#deadline = setup.expiresAt;
    this.slide(now);
  }

  /** Marks it as deleted; it no longer expires. */
  keepForForks(): void {
    this.deleted = true;
    this.#deadline = undefined;
  }

  get isJson(): boolean {
    return isJsonContentType(this.setup.contentType!);
  }

  get tail(): number {
    return this.#messages.length;
  }

  isExpired(now: number): boolean {
    return this.#deadline !== undefined && now >= this.#deadline;
  }

  /** Restarts the TTL. */
  slide(now: number): void {
    if (this.setup.ttlSeconds !== undefined) this.#deadline = now + this.setup.ttlSeconds * 1000;
  }

  /** The position before the first readable message: retention by age applies at each use. */
  floorAt(now: number): number {
    const { maxAgeMs } = this.setup.retention ?? {};
    if (maxAgeMs === undefined) return this.#floor;
    const young = this.#messages.findIndex(({ appendedAt }) => appendedAt > now - maxAgeMs);
    return Math.max(this.#floor, Math.min(this.#droppable, young === -1 ? this.tail : young));
  }

  /** With `afterReplicated`, only messages that all replicas have may be dropped. */
  get #droppable(): number {
    if (!this.setup.retention?.afterReplicated) return this.tail;
    return this.replicas.size === 0 ? 0 : Math.min(...this.replicas.values());
  }

  acknowledge(replica: string, position: number, now: number): void {
    this.#floor = this.floorAt(now);
    this.replicas.set(replica, position);
    const { afterReplicated, ...limits } = this.setup.retention ?? {};
    if (!afterReplicated) return;
    if (Object.keys(limits).length === 0) this.#floor = Math.max(this.#floor, this.#droppable);
    else this.#dropSurplus();
  }

  #dropSurplus(): void {
    const { maxMessages = Infinity, maxBytes = Infinity } = this.setup.retention ?? {};
    const upto = this.#droppable;
    this.#floor = Math.max(this.#floor, Math.min(upto, this.tail - maxMessages));
    while (this.#floor < Math.min(upto, this.tail - 1) && this.#bytes(this.#floor) > maxBytes) this.#floor++;
  }

  append(texts: readonly string[], now: number): void {
    this.#floor = this.floorAt(now);
    for (const text of texts) {
      this.#messages.push({
        text,
        bytes: this.isJson ? JSON.stringify(text).length : text.length,
        appendedAt: now,
      });
    }
    this.#dropSurplus();
    this.slide(now);
  }

  /** Returns what puts the stream back into the state that it is in now. */
  remember(): () => void {
    const { closed, closedBy, seq, tail } = this;
    const [floor, deadline, producers] = [this.#floor, this.#deadline, [...this.producers]];
    return () => {
      Object.assign(this, { closed, closedBy, seq });
      this.#messages.length = tail;
      this.#floor = floor;
      this.#deadline = deadline;
      this.producers.clear();
      for (const [id, state] of producers) this.producers.set(id, state);
    };
  }

  accept({ seq, producer, close }: Append): void {
    this.seq = seq ?? this.seq;
    if (producer) this.producers.set(producer.id, { epoch: producer.epoch, seq: producer.seq });
    if (close) this.closed = true;
    if (close) this.closedBy = producer;
  }

  result(duplicate: boolean, producer?: Producer): AppendResult {
    const accepted = producer && (this.producers.get(producer.id) ?? producer);
    return {
      offset: this.offsetAt(this.tail),
      duplicate,
      closed: this.closed,
      ...(accepted && { producer: { epoch: accepted.epoch, seq: accepted.seq } }),
    };
  }

  textAt(position: number): string | undefined {
    return this.#messages[position]?.text;
  }

  /** The readable messages, in order. */
  texts(now: number): string[] {
    return this.#messages.slice(this.floorAt(now)).map(({ text }) => text);
  }

  /** A fork shares its source's offsets up to the fork point. */
  offsetAt(position: number): Offset {
    if (this.source && position <= this.forkPosition) return this.source.offsetAt(position);
    return formatOffset(this.id, position);
  }

  info(now: number): PlainInfo {
    const { contentType, ttlSeconds, expiresAt, retention, fork } = this.setup;
    const floor = this.floorAt(now);
    return {
      id: this.id,
      path: this.path,
      contentType: contentType!,
      tailOffset: this.offsetAt(this.tail),
      startOffset: this.offsetAt(floor),
      messageCount: this.tail - floor,
      byteCount: this.#bytes(floor),
      createdAt: this.#createdAt,
      ...(ttlSeconds !== undefined && { ttlSeconds }),
      ...(expiresAt !== undefined && { expiresAt }),
      ...(this.#deadline !== undefined && { deadline: this.#deadline }),
      closed: this.closed,
      ...(retention && { retention }),
      ...(fork && { fork: { path: fork.path, offset: this.offsetAt(this.forkPosition) } }),
      ...(this.seq !== undefined && { seq: this.seq }),
    };
  }

  #bytes(from: number): number {
    return this.#messages.slice(from).reduce((sum, { bytes }) => sum + bytes, 0);
  }
}

export interface ForkPoint {
  readonly source: ModelStream;
  readonly position: number;
}
