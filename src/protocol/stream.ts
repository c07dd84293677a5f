import type { StreamReference, StreamTarget } from "./definitions/reference.ts";
import type { Retention } from "./definitions/retention.ts";
import type { Offset } from "./offset.ts";

export type { Retention } from "./definitions/retention.ts";
export type {
  DefinedOptions,
  InvalidMessage,
  MessageIssue,
  OnInvalid,
  ReferenceDetails,
  StreamReference,
  StreamTarget,
} from "./definitions/reference.ts";
export type { SchemaIssue, SchemaResult, StandardSchema } from "./definitions/standard-schema.ts";

export interface StreamMessage<Data = unknown> {
  /** The position after this message: pass it to `read` to continue with the next message. */
  readonly offset: Offset;
  /**
   * The parsed value in an `application/json` stream, otherwise a `Uint8Array`. Through a reference with a schema, the schema's
   * output.
   */
  readonly data: Data;
}

/** A page of messages, in order. */
export interface ReadPage<Data = unknown> {
  readonly messages: StreamMessage<Data>[];
  /** The position before the first message: pass it as `before` to read the page before this one. */
  readonly previousOffset: Offset;
  /** Pass it as `offset` to read the next page. */
  readonly nextOffset: Offset;
  /** The tail of the stream when the page was read. */
  readonly tailOffset: Offset;
  /** Whether `nextOffset` is the tail. */
  readonly upToDate: boolean;
  /** Whether the stream is closed; together with `upToDate`, nothing follows this page (EOF). */
  readonly closed: boolean;
}

/** The properties of a stream at the time of the call. */
export interface StreamInfo {
  /** A number that the store uses only once: a stream created again at the same path has another id. */
  readonly id: number;
  readonly path: string;
  readonly contentType: string;
  /** The offset after the last message, where the next one is appended. */
  readonly tailOffset: Offset;
  /** The earliest offset that can be read. It rises as retention drops messages. */
  readonly startOffset: Offset;
  /** The number of messages that can be read. */
  readonly messageCount: number;
  /** The size of these messages in bytes. */
  readonly byteCount: number;
  readonly createdAt: Date;
  /** The TTL in seconds; each read and write restarts it. */
  readonly ttlSeconds?: number;
  /** The fixed time of expiry. */
  readonly expiresAt?: Date;
  /** When the stream expires unless its TTL is restarted: `expiresAt`, or the current end of the TTL. */
  readonly deadline?: Date;
  readonly closed: boolean;
  readonly retention?: Retention;
  /** The path of the stream that it was forked from, and the offset at which they diverge. */
  readonly fork?: { readonly path: string; readonly offset: Offset };
  /** The last accepted `Stream-Seq`, if an append had one. */
  readonly seq?: string;
}

/**
 * What to append. To an `application/json` stream: a value, of which `JSON.stringify` is taken at the call, or a `Uint8Array` of JSON text, which is
 * stored as it is. To any other stream: a `Uint8Array`, or a string, which is stored as UTF-8. An array appends each of its
 * elements (one level; a JSON text that is an array does the same), as one atomic batch of at most 500,000 messages.
 */
export type AppendData = unknown;

/** What to append to a stream whose messages have a type: one message, or several. */
export type DataFor<Input> = NoInfer<Input | readonly Input[]>;

/** Where to fork a stream (PROTOCOL.md, section 4.2). The fork shares the source's messages; nothing is copied. */
export interface ForkOptions {
  /** The source: its path, or a reference to it. */
  readonly path: StreamTarget;
  /** The offset of the source up to which the fork has its messages; its tail by default. */
  readonly offset?: Offset;
  /**
   * What the fork inherits past `offset`: a number of messages in an `application/json` stream, otherwise a number of bytes
   * of the next message. 0 by default.
   */
  readonly subOffset?: number;
}

export interface CreateOptions {
  /** A MIME type of at most 256 characters; the source's for a fork, otherwise `application/octet-stream` by default. */
  readonly contentType?: string;
  /** Seconds after which the stream expires, counted from the last read or write. Not together with `expiresAt`. */
  readonly ttlSeconds?: number;
  /** When the stream expires. Not together with `ttlSeconds`. */
  readonly expiresAt?: Date;
  /** Creates the stream closed: nothing can be appended after `data`. False by default. */
  readonly closed?: boolean;
  /** Everything is kept by default. */
  readonly retention?: Retention;
  /** Creates the stream as a fork of another one. It inherits the TTL or expiry of its source unless it is given one. */
  readonly fork?: ForkOptions;
  /** The first messages, appended in the transaction that creates the stream. */
  readonly data?: AppendData;
}

export interface CreateResult extends StreamInfo {
  /** False if the stream existed already, with the same configuration. */
  readonly created: boolean;
}

/**
 * Identifies an append, so that the store recognises a repeated one and does not store it again (PROTOCOL.md, section
 * 5.2.1).
 */
export interface Producer {
  /** 1 to 1,024 characters. */
  readonly id: string;
  /** Raised by a producer that starts anew: lower epochs are rejected with `PRODUCER_FENCED` from then on. */
  readonly epoch: number;
  /** The number of this append within the epoch, from 0 without gaps. */
  readonly seq: number;
}

export interface AppendOptions {
  /**
   * The `Stream-Seq`, 1 to 1,024 characters: must sort after the stream's previous one, compared byte by byte as UTF-8, or
   * the append is rejected with `SEQ_CONFLICT`.
   */
  readonly seq?: string;
  readonly producer?: Producer;
  /** Closes the stream in the same transaction; `data` may then be an empty array. */
  readonly close?: boolean;
  /** The content type that the writer expects: any other is rejected with `CONTENT_TYPE_MISMATCH`. */
  readonly contentType?: string;
  /**
   * Where the writer expects the tail to be: the `offset` of its last append, or the `tailOffset` or `nextOffset` of what it
   * has read. If the tail is elsewhere, the append is rejected with `OFFSET_CONFLICT`. Not together with `producer`.
   */
  readonly expectedOffset?: Offset;
}

/** One of the appends that `appendAll` makes: the arguments of `append`. The data fits the target. */
export interface AppendEntry<Target extends StreamTarget = StreamTarget> {
  readonly path: Target;
  readonly data: InputOfTarget<Target> | readonly InputOfTarget<Target>[];
  readonly options?: AppendOptions;
}

/** What can be appended to a stream: anything if it is named by its path. */
export type InputOfTarget<Target> = Target extends StreamReference<infer Input, unknown> ? Input : AppendData;

export interface AppendResult {
  /** The offset after the last message. */
  readonly offset: Offset;
  /** Whether this append, identified by its producer, was stored before and not again. */
  readonly duplicate: boolean;
  /** Whether the stream is closed now. */
  readonly closed: boolean;
  /** The producer's current epoch, and the highest `seq` accepted in it. */
  readonly producer?: { readonly epoch: number; readonly seq: number };
}

/** Where to start to read, and how much to read at a time. At most one of `offset`, `last` and `since` is given. */
export interface FollowOptions {
  /** Where to start: an offset, `"-1"` for the start (the default) or `"now"` for the tail. */
  readonly offset?: Offset;
  /** Starts so many messages before the tail, or at the start if there are fewer. */
  readonly last?: number;
  /** Starts with the first message that was appended at this time or later, by the clock of the store. */
  readonly since?: Date;
  /**
   * The maximum size of a page in bytes: 1 MiB by default, at most 64 MiB, or 1 MiB from a window. A message that is larger
   * is returned whole, as the only one of its page.
   */
  readonly limitBytes?: number;
  /** The maximum number of messages in a page: 1,000 by default, at most 100,000. */
  readonly limitMessages?: number;
}

export interface ReadOptions extends FollowOptions {
  /**
   * Where to end: the page has the last messages before this offset, in order, as many as its limits allow. Not together with
   * `offset`, `last` or `since`.
   */
  readonly before?: Offset;
}

export interface SubscribeOptions extends FollowOptions {
  /** Aborting it ends the iteration without an error. */
  readonly signal?: AbortSignal;
}

export const defaultListLimit = 100;

export interface ListOptions {
  /** Only streams whose path starts with this text; all streams by default. */
  readonly prefix?: string;
  /** The `next` of the previous page: only streams after this path. */
  readonly after?: string;
  /** The maximum number of streams in a page: 100 by default, at most 1,000. */
  readonly limit?: number;
}

export interface ListPage {
  /** In the order of their paths, by code point. */
  readonly streams: StreamInfo[];
  /** Pass it as `after` to get the next page; undefined on the last page. */
  readonly next?: string;
}

/** Something that happened to a stream. */
export interface StreamChange {
  readonly type: "created" | "appended" | "closed" | "deleted" | "expired";
  readonly path: string;
}
