import type { StreamTarget } from "../../protocol/definitions/reference.ts";
import { ack } from "./operations/ack.ts";
import { addStreams } from "./operations/add-streams.ts";
import { claim } from "./operations/claim.ts";
import { createSubscription } from "./operations/create.ts";
import { deleteSubscription } from "./operations/delete.ts";
import { getSubscription } from "./operations/get.ts";
import { release } from "./operations/release.ts";
import { removeStream } from "./operations/remove-stream.ts";
import type { SubscriptionContext } from "./context.ts";
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
 * Durable subscriptions: the store wakes workers for messages that are appended, and records across restarts how far they
 * have processed each stream (PROTOCOL.md, sections 6 and 7).
 *
 * Besides the codes at each method, all of them reject with `STORE_CLOSED` after the store was closed, and those that write
 * with `STORE_READ_ONLY` in a read-only store and with `DISK_FULL`.
 */
export class StreamSubscriptions {
  readonly #context: SubscriptionContext;

  /** @internal */
  constructor(context: SubscriptionContext) {
    this.#context = context;
  }

  /**
   * Creates a subscription, unless one with the same configuration exists already (PROTOCOL.md, section 6.2). Existing streams
   * are linked at their tails: only messages that are appended from now on are work.
   *
   * @param id 1 to 256 characters
   * @throws StreamError `BAD_REQUEST` (also if webhooks are off), `WEBHOOK_URL_REJECTED`, `EXISTS` (with another configuration)
   */
  create(id: string, options: CreateSubscriptionOptions): Promise<CreateSubscriptionResult> {
    return createSubscription(this.#context, id, options);
  }

  /**
   * Returns the properties of a subscription (PROTOCOL.md, section 6.3).
   *
   * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`
   */
  async get(id: string): Promise<SubscriptionInfo> {
    return getSubscription(this.#context, id);
  }

  /**
   * Deletes a subscription with its cursors. Succeeds if it does not exist (PROTOCOL.md, section 6.3).
   *
   * @throws StreamError `BAD_REQUEST`
   */
  delete(id: string): Promise<void> {
    return deleteSubscription(this.#context, id);
  }

  /**
   * Links streams by their paths, each at its current tail. A stream that is linked already keeps its cursor (PROTOCOL.md,
   * section 6.4).
   *
   * @param streams at most 1,000
   * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`
   */
  addStreams(id: string, streams: readonly StreamTarget[]): Promise<void> {
    return addStreams(this.#context, id, streams);
  }

  /**
   * Removes the link of a stream that was linked by its path. A pattern that matches still links it (PROTOCOL.md, section 6.4).
   *
   * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`
   */
  removeStream(id: string, path: StreamTarget): Promise<void> {
    return removeStream(this.#context, id, path);
  }

  /**
   * Claims the work of a pull-wake subscription for a worker. The lease starts now, for `leaseTtlMs` (PROTOCOL.md, section 7.2).
   *
   * @param options `worker` names the worker, with 1 to 256 characters
   * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`, `ALREADY_CLAIMED` (`details.currentHolder`, `details.generation`),
   *   `NO_PENDING_WORK`
   */
  claim(id: string, options: { readonly worker: string }): Promise<Claim> {
    return claim(this.#context, id, options);
  }

  /**
   * Moves cursors forward and extends the lease, or ends it with `done` (PROTOCOL.md, section 7.2). If it rejects, no cursor has
   * moved.
   *
   * @param ticket the claim, or its `token`, `wakeId` and `generation`
   * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`, `UNAUTHORIZED`, `FENCED`, `INVALID_OFFSET`
   */
  ack(id: string, ticket: WakeTicket, options?: AckOptions): Promise<AckResult> {
    return ack(this.#context, id, "pull-wake", ticket, options);
  }

  /**
   * Ends a claim without moving cursors. The subscription wakes again for the work that is left (PROTOCOL.md, section 7.2).
   *
   * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`, `UNAUTHORIZED`, `FENCED`
   */
  release(id: string, ticket: WakeTicket): Promise<void> {
    return release(this.#context, id, ticket);
  }

  /**
   * The `ack` of a webhook receiver that did not finish within its response (PROTOCOL.md, section 7.1).
   *
   * @throws StreamError as `ack` does
   */
  callback(id: string, ticket: WakeTicket, options?: AckOptions): Promise<AckResult> {
    return ack(this.#context, id, "webhook", ticket, options);
  }

  /**
   * Returns the public keys that verify webhooks; none before the first webhook subscription (PROTOCOL.md, section 6.5).
   *
   * @throws StreamError `STORE_CLOSED`
   */
  async webhookKeys(): Promise<WebhookKey[]> {
    const key = this.#context.store.snapshot(() => webhookKey(this.#context.secrets));
    return key ? [key] : [];
  }
}
