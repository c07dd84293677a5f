import type { StreamTarget } from "../../protocol/definitions/reference.ts";
import type { Offset } from "../../protocol/offset.ts";

export type SubscriptionType = "pull-wake" | "webhook";

/** The row of a subscription. Times in milliseconds since the epoch. */
export interface Subscription {
  readonly key: number;
  readonly id: string;
  readonly type: SubscriptionType;
  readonly pattern: string | null;
  readonly webhookUrl: string | null;
  baseUrl: string | null;
  readonly wakeStream: string | null;
  readonly leaseTtlMs: number;
  readonly description: string | null;
  readonly configHash: string;
  readonly createdAt: number;
  backfilledTo: string | null;
  generation: number;
  /** Null while the subscription is idle. */
  wakeId: string | null;
  holder: string | null;
  leaseExpiresAt: number | null;
  failures: number;
  nextAttemptAt: number | null;
}

export interface CreateSubscriptionOptions {
  /** How a worker learns of work: from an event in the `wakeStream`, or from a `webhook`. */
  readonly type: SubscriptionType;
  /** A glob over stream paths: `*` matches one segment, `**` zero or more. Required unless `streams` is given. */
  readonly pattern?: string;
  /** Further streams, at most 1,000, by their paths or references. They need not exist yet. */
  readonly streams?: readonly StreamTarget[];
  /**
   * Required for type `webhook`: the `url` that is called, and in `baseUrl` the address at which the receiver finds the store's
   * streams over HTTP. `openStreamStore({ webhooks: { baseUrl } })` takes precedence over the latter.
   */
  readonly webhook?: { readonly url: string; readonly baseUrl?: string };
  /** Required for type `pull-wake`: the stream that wake events are appended to, by its path or a reference. The app creates it. */
  readonly wakeStream?: StreamTarget;
  /** How long a worker has between two acks, in milliseconds: 1,000 to 600,000, 30,000 by default. */
  readonly leaseTtlMs?: number;
  /** At most 1,024 characters. */
  readonly description?: string;
}

/** A stream that belongs to a subscription, with the subscription's cursor. */
export interface SubscriptionLink {
  readonly path: string;
  /** `"explicit"` if the stream was linked by its path, even if the pattern matches it, too. */
  readonly linkType: "explicit" | "glob";
  /** The offset after the last processed message: pass it to `read` for the next ones. `"-1"` before the first message. */
  readonly ackedOffset: Offset;
}

export interface SubscribedStream extends SubscriptionLink {
  /** The tail of the stream; `"-1"` if the stream does not exist. */
  readonly tailOffset: Offset;
  /** Whether the stream has messages after `ackedOffset`. */
  readonly hasPending: boolean;
}

export interface SubscriptionInfo {
  readonly id: string;
  readonly type: SubscriptionType;
  readonly pattern?: string;
  readonly streams: SubscriptionLink[];
  readonly webhook?: { readonly url: string; readonly baseUrl: string };
  readonly wakeStream?: string;
  readonly leaseTtlMs: number;
  readonly createdAt: Date;
  /** `"failed"` while a webhook that could not be delivered waits for its next attempt. */
  readonly status: "active" | "failed";
  readonly description?: string;
}

export interface CreateSubscriptionResult extends SubscriptionInfo {
  /** False if the subscription existed already, with the same configuration. */
  readonly created: boolean;
}

/** Identifies the current wake in each ack and release. A claim is a ticket, too. */
export interface WakeTicket {
  readonly token: string;
  readonly wakeId: string;
  readonly generation: number;
}

export interface Claim extends WakeTicket {
  /** All streams of the subscription. */
  readonly streams: SubscribedStream[];
  /** How long the lease lasts from the claim and from each ack, in milliseconds. */
  readonly leaseTtlMs: number;
}

export interface AckOptions {
  /** For each stream the offset after its last processed message. */
  readonly acks?: readonly { readonly stream: StreamTarget; readonly offset: Offset }[];
  /** Ends the lease; without it the ack extends the lease. False by default. */
  readonly done?: boolean;
}

export interface AckResult {
  /** Whether `done` left work, so that the subscription wakes again. */
  readonly nextWake: boolean;
}

/** The event that is appended to the `wakeStream` (PROTOCOL.md, section 7.2). */
export interface WakeEvent {
  readonly type: "wake";
  readonly subscription_id: string;
  /** The path of a stream with work. */
  readonly stream: string;
  readonly generation: number;
  /** When the subscription woke, in milliseconds since the epoch. */
  readonly ts: number;
}
