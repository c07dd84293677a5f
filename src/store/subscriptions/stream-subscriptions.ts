import { ack } from "./operations/ack.ts";
import { addStreams } from "./operations/add-streams.ts";
import { claim } from "./operations/claim.ts";
import { createSubscription } from "./operations/create.ts";
import { deleteSubscription } from "./operations/delete.ts";
import { getSubscription } from "./operations/get.ts";
import { release } from "./operations/release.ts";
import { removeStream } from "./operations/remove-stream.ts";
import type { SubscriptionContext } from "./subscription-context.ts";
import type {
  AckOptions,
  AckResult,
  Claim,
  CreateSubscriptionOptions,
  CreateSubscriptionResult,
  SubscriptionInfo,
  WakeTicket,
} from "./subscription.ts";
import { webhookKey, type WebhookKey } from "./webhooks/signing-key.ts";

/**
 * Durable cursors: who processes what is appended, and how far it got, kept across restarts (PROTOCOL.md,
 * sections 6 and 7). Each method is described where it is written: in `operations/`.
 */
export class StreamSubscriptions {
  readonly #context: SubscriptionContext;

  /** @internal */
  constructor(context: SubscriptionContext) {
    this.#context = context;
  }

  create(id: string, options: CreateSubscriptionOptions): Promise<CreateSubscriptionResult> {
    return createSubscription(this.#context, id, options);
  }

  async get(id: string): Promise<SubscriptionInfo> {
    return getSubscription(this.#context, id);
  }

  delete(id: string): Promise<void> {
    return deleteSubscription(this.#context, id);
  }

  addStreams(id: string, streams: readonly string[]): Promise<void> {
    return addStreams(this.#context, id, streams);
  }

  removeStream(id: string, path: string): Promise<void> {
    return removeStream(this.#context, id, path);
  }

  claim(id: string, options: { readonly worker: string }): Promise<Claim> {
    return claim(this.#context, id, options);
  }

  /** `ticket` is the claim, or the three of it that count. */
  ack(id: string, ticket: WakeTicket, options?: AckOptions): Promise<AckResult> {
    return ack(this.#context, id, "pull-wake", ticket, options);
  }

  release(id: string, ticket: WakeTicket): Promise<void> {
    return release(this.#context, id, ticket);
  }

  /** The `ack` of a webhook's receiver that did not finish within its answer. */
  callback(id: string, ticket: WakeTicket, options?: AckOptions): Promise<AckResult> {
    return ack(this.#context, id, "webhook", ticket, options);
  }

  /** What webhooks are signed with: the public keys, none before the first webhook subscription. */
  async webhookKeys(): Promise<WebhookKey[]> {
    const key = this.#context.store.snapshot(() => webhookKey(this.#context.secrets));
    return key ? [key] : [];
  }
}
