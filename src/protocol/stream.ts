import type { Offset } from "./offset.ts";

/** A message of a byte stream holds a `Uint8Array`; one of an `application/json` stream the parsed value. */
export interface StreamMessage {
  /** The position after this message: reading from it resumes with the next one. */
  readonly offset: Offset;
  readonly data: unknown;
}

export interface ReadPage {
  readonly messages: StreamMessage[];
  /** Where the next read goes on. */
  readonly nextOffset: Offset;
  /** The end of the stream when the page was read. */
  readonly tailOffset: Offset;
  /** Whether `nextOffset` is the tail. */
  readonly upToDate: boolean;
  /** Whether the stream is closed; together with `upToDate` this is the end of the stream (EOF). */
  readonly closed: boolean;
}

/** What a stream keeps. What falls out is gone: the floor only rises, and a read below it is `GONE`. */
export interface Retention {
  readonly maxAgeMs?: number;
  readonly maxBytes?: number;
  readonly maxMessages?: number;
  /**
   * Nothing is dropped that not every replica has acknowledged, whatever the other limits say; without other
   * limits, everything that they have is. A stream that nobody replicates yet keeps everything.
   */
  readonly afterReplicated?: boolean;
}

export interface StreamInfo {
  /** Counts the streams ever created in the store: a stream created again at a path has another one. */
  readonly id: number;
  readonly path: string;
  readonly contentType: string;
  /** Where the next message will be appended. */
  readonly tailOffset: Offset;
  /** The earliest offset that can be read; above position 0 once retention has dropped messages. */
  readonly startOffset: Offset;
  /** Messages that can be read. */
  readonly messageCount: number;
  /** Bytes of the messages that can be read. */
  readonly byteCount: number;
  readonly createdAt: Date;
  /** Sliding time to live: each read and write restarts it. */
  readonly ttlSeconds?: number;
  /** Absolute expiry, as given at creation. */
  readonly expiresAt?: Date;
  /** When the stream will expire as things stand: `expiresAt`, or the end of the sliding TTL. */
  readonly deadline?: Date;
  readonly closed: boolean;
  readonly retention?: Retention;
  /** The stream it was forked from, and where. */
  readonly fork?: { readonly path: string; readonly offset: Offset };
  /** The last accepted `Stream-Seq`, if any append carried one. */
  readonly seq?: string;
}

/**
 * What to append. To a byte stream: a `Uint8Array`, or a string, taken as UTF-8. To an
 * `application/json` stream: a value (an array appends its elements, one level), or a `Uint8Array` of
 * JSON text, stored as it is. For both, an array is one atomic batch, of at most 100,000 messages.
 */
export type AppendData = unknown;

/** Where to fork a stream (PROTOCOL.md, section 4.2). The fork shares the data up to there; nothing is copied. */
export interface ForkOptions {
  readonly path: string;
  /** The divergence point; the source's tail if left out. */
  readonly offset?: Offset;
  /** Messages of a JSON stream, or bytes of the next message of another one, to inherit past `offset`. */
  readonly subOffset?: number;
}

export interface CreateOptions {
  /** A MIME type; the fork source's or `application/octet-stream` if left out. */
  readonly contentType?: string;
  /** Seconds without a read or write after which the stream expires. */
  readonly ttlSeconds?: number;
  /** When the stream expires; not together with `ttlSeconds`. */
  readonly expiresAt?: Date;
  /** Create the stream already closed: `data` is then all it will ever hold. */
  readonly closed?: boolean;
  readonly retention?: Retention;
  /** Start with the messages of another stream. Time to live and expiry are the source's unless given. */
  readonly fork?: ForkOptions;
  /** First content, in the same transaction. */
  readonly data?: AppendData;
}

export interface CreateResult extends StreamInfo {
  /** False if the stream was there already, with the same configuration. */
  readonly created: boolean;
}

/** An idempotent producer (PROTOCOL.md, section 5.2.1): a repeated append is recognised and not stored again. */
export interface Producer {
  readonly id: string;
  readonly epoch: number;
  /** Counts the producer's appends in this epoch, from 0. */
  readonly seq: number;
}

export interface AppendOptions {
  /** Must be greater than the stream's last one, as text (`Stream-Seq`; its scope is the stream). */
  readonly seq?: string;
  readonly producer?: Producer;
  /** Close the stream with this append, atomically; `data` may then be an empty array. */
  readonly close?: boolean;
  /** What the writer takes the stream to hold; `CONTENT_TYPE_MISMATCH` if it holds something else. */
  readonly contentType?: string;
}

export interface AppendResult {
  /** The offset after the last appended message. */
  readonly offset: Offset;
  /** Whether the producer had appended this before: nothing was stored again. */
  readonly duplicate: boolean;
  readonly closed: boolean;
  /** Of the producer given: its epoch and the highest seq accepted in it. */
  readonly producer?: { readonly epoch: number; readonly seq: number };
}

export interface ReadOptions {
  /** Where to start: an offset, `"-1"` (the default) or `"now"`. */
  readonly offset?: Offset;
  /** Bytes of message data in a page, 1 MiB by default; a larger message comes whole and alone. */
  readonly limitBytes?: number;
  /** Messages in a page, 1,000 by default. */
  readonly limitMessages?: number;
}

export interface SubscribeOptions extends ReadOptions {
  /** Aborting ends the iteration (without an error) and releases everything. */
  readonly signal?: AbortSignal;
}

export const defaultListLimit = 100;

export interface ListOptions {
  readonly prefix?: string;
  /** The last path of the page before. */
  readonly after?: string;
  /** Streams in a page, 100 by default, 1,000 at the most. */
  readonly limit?: number;
}

export interface ListPage {
  /** In the order of their paths (by code point). */
  readonly streams: StreamInfo[];
  /** Pass it as `after` for the next page; undefined on the last one. */
  readonly next?: string;
}

export interface StreamChange {
  readonly type: "created" | "appended" | "closed" | "deleted" | "expired";
  readonly path: string;
}
