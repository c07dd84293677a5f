import type { Offset } from "../../protocol/offset.ts";

export type SubscriptionType = "pull-wake" | "webhook";

/** One subscription as the store holds it: its row. Times in milliseconds since the epoch. */
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
  readonly type: SubscriptionType;
  /** A glob over stream paths: `*` is one segment, `**` zero or more. */
  readonly pattern?: string;
  /** Paths, in addition to the pattern. One of the two has to be there. */
  readonly streams?: readonly string[];
  /** Of a `webhook`: who is told. `baseUrl` is where the receiver finds the store's streams over HTTP. */
  readonly webhook?: { readonly url: string; readonly baseUrl?: string };
  /** Of a `pull-wake`: the stream that wake events are appended to. The app creates it. */
  readonly wakeStream?: string;
  /** How long a worker may stay silent, 1,000 to 600,000 ms; 30,000 by default. */
  readonly leaseTtlMs?: number;
  readonly description?: string;
}

export interface SubscriptionLink {
  readonly path: string;
  /** `"explicit"` also where the pattern matches as well. */
  readonly linkType: "explicit" | "glob";
  /**
   * The last processed offset, inclusive: pass it to `read` for what follows. `"-1"` before the first
   * message.
   */
  readonly ackedOffset: Offset;
}

export interface SubscribedStream extends SubscriptionLink {
  /** `"-1"` while there is no such stream. */
  readonly tailOffset: Offset;
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
  /** `"failed"` while a webhook waits to be delivered again. */
  readonly status: "active" | "failed";
  readonly description?: string;
}

export interface CreateSubscriptionResult extends SubscriptionInfo {
  /** False if the subscription was there already, with the same configuration. */
  readonly created: boolean;
}

/**
 * What a worker shows with each ack and release, such as its claim: all three have to be the current ones.
 */
export interface WakeTicket {
  readonly token: string;
  readonly wakeId: string;
  readonly generation: number;
}

export interface Claim extends WakeTicket {
  readonly streams: SubscribedStream[];
  readonly leaseTtlMs: number;
}

export interface AckOptions {
  /** Offsets up to which streams are processed, inclusive. */
  readonly acks?: readonly { readonly stream: string; readonly offset: Offset }[];
  /** Give the lease back; otherwise it is extended. */
  readonly done?: boolean;
}

export interface AckResult {
  /** Whether there was more to do, so that another wake followed. */
  readonly nextWake: boolean;
}

/** What the pull-wake worker's stream gets to read (PROTOCOL.md, section 7.2). */
export interface WakeEvent {
  readonly type: "wake";
  readonly subscription_id: string;
  readonly stream: string;
  readonly generation: number;
  readonly ts: number;
}
