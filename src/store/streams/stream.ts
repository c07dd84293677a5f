import type { Producer, Retention } from "../../protocol/stream.ts";

/** Where a stream was forked from: it has the source's messages up to `position`, and its own after that. */
export interface Fork {
  readonly source: number;
  readonly sourcePath: string;
  readonly position: number;
  /** Bytes of the source's next message that were copied as the first message of the fork, or 0. */
  readonly bytes: number;
}

/** What a stream is created with. Times in milliseconds since the epoch. */
export interface NewStream {
  /** Empty once the stream has expired and is kept only for its forks. */
  readonly path: string;
  readonly contentType: string;
  readonly json: boolean;
  readonly createdAt: number;
  readonly ttlSeconds: number | undefined;
  readonly expiresAt: number | undefined;
  readonly fork: Fork | undefined;
  /** Position of the last message: the number of messages ever appended. */
  readonly tail: number;
  /** Position before the earliest readable message: the number of messages dropped by retention. */
  readonly floor: number;
  /** Bytes of the messages above the floor. */
  readonly bytes: number;
  /** The last accepted `Stream-Seq`. */
  readonly seq: string | undefined;
  readonly retention: Retention | undefined;
  readonly closed: boolean;
  /** The append that closed the stream, to recognize its retry. */
  readonly closedBy: Producer | undefined;
  /** Soft-deleted: kept only for its forks. */
  readonly deleted: boolean;
  /** When the stream expires, unless its countdown restarts before. */
  readonly deadline: number | undefined;
}

/** A stream to read: a function that takes one does not change it. */
export interface ReadonlyStream extends NewStream {
  readonly id: number;
  /** When the last message was appended, if this process has appended one. */
  readonly lastAppendedAt: number | undefined;
}

/**
 * One stream as the writer holds it in memory, ahead of its row until the next commit. Whatever calls one of its verbs
 * tells a `ChangeRecorder`, which has the row written.
 */
export class Stream implements ReadonlyStream {
  readonly id: number;
  readonly path: string;
  readonly contentType: string;
  readonly json: boolean;
  readonly createdAt: number;
  readonly fork: Fork | undefined;
  #ttlSeconds: number | undefined;
  #expiresAt: number | undefined;
  #tail: number;
  #floor: number;
  #bytes: number;
  #seq: string | undefined;
  #retention: Retention | undefined;
  #closed: boolean;
  #closedBy: Producer | undefined;
  #deleted: boolean;
  #deadline: number | undefined;
  #lastAppendedAt: number | undefined;

  constructor(id: number, given: NewStream) {
    this.id = id;
    this.path = given.path;
    this.contentType = given.contentType;
    this.json = given.json;
    this.createdAt = given.createdAt;
    this.#ttlSeconds = given.ttlSeconds;
    this.#expiresAt = given.expiresAt;
    this.fork = given.fork;
    this.#tail = given.tail;
    this.#floor = given.floor;
    this.#bytes = given.bytes;
    this.#seq = given.seq;
    this.#retention = given.retention;
    this.#closed = given.closed;
    this.#closedBy = given.closedBy;
    this.#deleted = given.deleted;
    this.#deadline = given.deadline;
  }

  get ttlSeconds(): number | undefined {
    return this.#ttlSeconds;
  }

  get expiresAt(): number | undefined {
    return this.#expiresAt;
  }

  get tail(): number {
    return this.#tail;
  }

  get floor(): number {
    return this.#floor;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get seq(): string | undefined {
    return this.#seq;
  }

  get retention(): Retention | undefined {
    return this.#retention;
  }

  get closed(): boolean {
    return this.#closed;
  }

  get closedBy(): Producer | undefined {
    return this.#closedBy;
  }

  get deleted(): boolean {
    return this.#deleted;
  }

  get deadline(): number | undefined {
    return this.#deadline;
  }

  get lastAppendedAt(): number | undefined {
    return this.#lastAppendedAt;
  }

  /** Messages were appended at the tail, at least one. */
  grow(messages: number, bytes: number, appendedAt: number): void {
    this.#tail += messages;
    this.#bytes += bytes;
    this.#lastAppendedAt = appendedAt;
  }

  /** Drops the messages up to a position; `bytes` are those of the remaining messages. */
  raiseFloor(floor: number, bytes: number): void {
    this.#floor = floor;
    this.#bytes = bytes;
  }

  /** The times of stored messages were changed: the last one is read again. */
  forgetTime(): void {
    this.#lastAppendedAt = undefined;
  }

  acceptSeq(seq: string): void {
    this.#seq = seq;
  }

  retain(retention: Retention | undefined): void {
    this.#retention = retention;
  }

  close(producer: Producer | undefined): void {
    this.#closed = true;
    this.#closedBy = producer && { ...producer };
  }

  /** Expires as another stream does from now on. */
  expire({
    ttlSeconds,
    expiresAt,
    deadline,
  }: Pick<NewStream, "ttlSeconds" | "expiresAt" | "deadline">): void {
    this.#ttlSeconds = ttlSeconds;
    this.#expiresAt = expiresAt;
    this.#deadline = deadline;
  }

  slideTo(deadline: number): void {
    this.#deadline = deadline;
  }

  /** Takes a deleted stream out of sight; its path stays taken. */
  hide(): void {
    this.#deleted = true;
    this.#deadline = undefined;
  }

  /** Takes an expired stream out of sight; its path is free for another one. */
  detach(): void {
    this.#deadline = undefined;
  }
}

/** Whether only forks can still read the stream's messages. */
export function isUnseen({ deleted, path }: ReadonlyStream): boolean {
  return deleted || path === "";
}
