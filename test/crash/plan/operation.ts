import type { Producer, Retention } from "../../../src/protocol/stream.ts";

/** What a stream is created with; times in milliseconds, so that a plan can be written down as JSON. */
export interface StreamSetup {
  readonly contentType?: string;
  readonly ttlSeconds?: number;
  readonly expiresAt?: number;
  readonly retention?: Retention;
  readonly closed?: boolean;
  readonly fork?: { readonly path: string; readonly offset?: string; readonly subOffset?: number };
}

/** Messages that tell which batch they belong to: each names its batch, its place in it and the batch's size. */
export interface Batch {
  /** Unique in the life of a store. */
  readonly tag: number;
  /** Length of each message, in characters (all of them ASCII). */
  readonly sizes: readonly number[];
}

export interface Append {
  readonly kind: "append";
  readonly path: string;
  readonly batch: Batch;
  readonly seq?: string;
  readonly producer?: Producer;
  readonly close?: boolean;
}

export type Operation =
  | { readonly kind: "create"; readonly path: string; readonly setup: StreamSetup; readonly batch?: Batch }
  | Append
  | { readonly kind: "close" | "delete" | "touch" | "read"; readonly path: string }
  /** The store's clock goes on. */
  | { readonly kind: "advance"; readonly ms: number }
  /** Starts, and goes on beside what follows. */
  | { readonly kind: "compact" }
  /** Closes the store and opens it again. */
  | { readonly kind: "reopen" };

/**
 * An operation with its place among the others: in the same turn of the event loop as the one before, in a later
 * turn while those before may still be waiting, or once all of them have settled.
 */
export type Planned = Operation & { readonly after: "same turn" | "turn" | "settled" };

export function batchTexts({ tag, sizes }: Batch): string[] {
  return sizes.map((size, place) => `${tag}/${place}/${sizes.length}.`.padEnd(size, "abcdefghijklmnop"));
}

export interface MessageTag {
  readonly tag: number;
  readonly place: number;
  readonly size: number;
}

/** What a message says of itself; nothing if it was cut or is none of `batchTexts`. */
export function parseTag(text: string): MessageTag | undefined {
  const [, tag, place, size] = /^(\d+)\/(\d+)\/(\d+)\./.exec(text) ?? [];
  return size === undefined ? undefined : { tag: Number(tag), place: Number(place), size: Number(size) };
}
