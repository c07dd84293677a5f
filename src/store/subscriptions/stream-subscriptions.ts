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
 * Durable cursors: who processes what is appended, and how far it got, kept across restarts (PROTOCOL.md,
 * sections 6 and 7).
 */
export class StreamSubscriptions {
  readonly #context: SubscriptionContext;

  /** @internal */
  constructor(context: SubscriptionContext) {
    this.#context = context;
  }

  /**
   * Creates a subscription, or finds it there already with the same configuration. Streams that are there are linked at
   * their tails: only what is appended from now on is work.
   *
   * @throws StreamError `BAD_REQUEST` (also: webhooks are off), `WEBHOOK_URL_REJECTED`, `EXISTS` (another configuration)
   */
  create(id: string, options: CreateSubscriptionOptions): Promise<CreateSubscriptionResult> {
    return createSubscription(this.#context, id, options);
  }

  /** What is known of a subscription. @throws StreamError `BAD_REQUEST`, `NOT_FOUND` */
  async get(id: string): Promise<SubscriptionInfo> {
    return getSubscription(this.#context, id);
  }

  /**
   * Deletes a subscription with its cursors; one that is not there is no error.
   *
   * @throws StreamError `BAD_REQUEST`
   */
  delete(id: string): Promise<void> {
    return deleteSubscription(this.#context, id);
  }

  /**
   * Links streams by their paths, each at its current tail; one that is linked keeps its cursor.
   *
   * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`
   */
  addStreams(id: string, streams: readonly string[]): Promise<void> {
    return addStreams(this.#context, id, streams);
  }

  /**
   * Removes a link that was made by path; a pattern that matches still links the stream.
   *
   * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`
   */
  removeStream(id: string, path: string): Promise<void> {
    return removeStream(this.#context, id, path);
  }

  /**
   * Takes a pull-wake subscription's work, if nobody has it. The lease runs from now, for `leaseTtlMs`.
   *
   * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`, `ALREADY_CLAIMED` (`details.currentHolder`, `details.generation`),
   *   `NO_PENDING_WORK`
   */
  claim(id: string, options: { readonly worker: string }): Promise<Claim> {
    return claim(this.#context, id, options);
  }

  /**
   * Moves cursors on and extends the lease, or with `done` gives it back. No cursor has moved when it rejects.
   *
   * @param ticket the claim, or the three of it that count
   * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`, `UNAUTHORIZED`, `FENCED`, `INVALID_OFFSET`
   */
  ack(id: string, ticket: WakeTicket, options?: AckOptions): Promise<AckResult> {
    return ack(this.#context, id, "pull-wake", ticket, options);
  }

  /**
   * Gives a claim back without progress; the work that is left wakes somebody else.
   *
   * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`, `UNAUTHORIZED`, `FENCED`
   */
  release(id: string, ticket: WakeTicket): Promise<void> {
    return release(this.#context, id, ticket);
  }

  /**
   * The `ack` of a webhook's receiver that did not finish within its answer.
   *
   * @throws StreamError as `ack` does
   */
  callback(id: string, ticket: WakeTicket, options?: AckOptions): Promise<AckResult> {
    return ack(this.#context, id, "webhook", ticket, options);
  }

  /**
   * The public keys that verify webhooks; none before the first webhook subscription.
   *
   * @throws StreamError `STORE_CLOSED`
   */
  async webhookKeys(): Promise<WebhookKey[]> {
    const key = this.#context.store.snapshot(() => webhookKey(this.#context.secrets));
    return key ? [key] : [];
  }
}
