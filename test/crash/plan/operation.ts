import type { Producer, Retention } from "../../../src/protocol/stream.ts";

/** What a stream is created with. Times are in milliseconds, so that a plan can be stored as JSON. */
export interface StreamSetup {
  readonly contentType?: string;
  readonly ttlSeconds?: number;
  readonly expiresAt?: number;
  readonly retention?: Retention;
  readonly closed?: boolean;
  readonly fork?: { readonly path: string; readonly offset?: string; readonly subOffset?: number };
}

/** A batch of messages, each of which names its batch, its place in it and the batch's size. */
export interface Batch {
  /** Unique within a store. */
  readonly tag: number;
  /** The length of each message in characters, all of them ASCII. */
  readonly sizes: readonly number[];
}

export interface Append {
  readonly kind: "append";
  readonly path: string;
  readonly batch: Batch;
  readonly seq?: string;
  readonly producer?: Producer;
  readonly close?: boolean;
  readonly expectedOffset?: string;
  /** SQLite refuses its last message, so that the commit fails: the append is rejected, and all others of its turn succeed. */
  readonly fails?: boolean;
}

/** A replica acknowledges the messages up to a position. */
export interface Acknowledge {
  readonly kind: "acknowledge";
  readonly path: string;
  readonly replica: string;
  readonly position: number;
  readonly offset: string;
}

export type Operation =
  | { readonly kind: "create"; readonly path: string; readonly setup: StreamSetup; readonly batch?: Batch }
  | Append
  | Acknowledge
  | { readonly kind: "appendAll"; readonly appends: readonly Append[] }
  | { readonly kind: "close" | "delete" | "touch" | "read"; readonly path: string }
  /** Moves the store's clock. */
  | { readonly kind: "advance"; readonly ms: number }
  /** Moves the store's clock far ahead and back, which must change nothing. */
  | { readonly kind: "jump"; readonly ms: number }
  /** Starts compaction, which runs beside the operations that follow. */
  | { readonly kind: "compact" }
  /** Closes the store and opens it again. */
  | { readonly kind: "reopen" };

/**
 * An operation, and when it is called: in the same turn of the event loop as the one before, in a later turn while
 * earlier ones may still be waiting, or once all of them have settled.
 */
export type Planned = Operation & { readonly after: "same turn" | "turn" | "settled" };

export function batchTexts({ tag, sizes }: Batch): string[] {
  return sizes.map((size, place) => `${tag}/${place}/${sizes.length}.`.padEnd(size, "abcdefghijklmnop"));
}

/** No message that contains this can be stored in the store of a plan. */
export const refusedText = "refused";

/** What an append passes to the store. */
export function appendTexts({ batch, fails }: Append): string[] {
  return fails ? [...batchTexts(batch), refusedText] : batchTexts(batch);
}

export interface MessageTag {
  readonly tag: number;
  readonly place: number;
  readonly size: number;
}

/** What a message says about itself; undefined if it was cut or does not come from `batchTexts`. */
export function parseTag(text: string): MessageTag | undefined {
  const [, tag, place, size] = /^(\d+)\/(\d+)\/(\d+)\./.exec(text) ?? [];
  return size === undefined ? undefined : { tag: Number(tag), place: Number(place), size: Number(size) };
}
