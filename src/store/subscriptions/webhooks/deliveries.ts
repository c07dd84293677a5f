import type { Held } from "../../../waiting/held.ts";
import { moveCursor } from "../wakes/acks.ts";
import type { SubscriptionContext } from "../context.ts";
import { endWakeAndContinue, startLease } from "../wakes/wakes.ts";
import { retryDelay } from "./retry-delay.ts";
import type { WebhookOptions } from "./webhook-options.ts";
import { isDone, writeWebhook, type Webhook } from "./webhook.ts";

/** The most connections at a time, for all subscriptions together. */
const maxConcurrent = 16;

/**
 * Sends the webhooks that are due, as the rows say: a delivery that a crash interrupted is repeated, with the same wake and
 * the same token, so a receiver may get a wake twice.
 */
export class Deliveries {
  readonly #context: SubscriptionContext;
  readonly #options: WebhookOptions;
  readonly #onSettled: () => void;
  readonly #running = new Set<number>();
  readonly #stopped = new AbortController();

  constructor(context: SubscriptionContext, options: WebhookOptions, onSettled: () => void) {
    this.#context = context;
    this.#options = options;
    this.#onSettled = onSettled;
  }

  /** Starts the deliveries that are due, up to the limit. */
  start(): void {
    const { table, store } = this.#context;
    for (const { key, nextAttemptAt } of table.attempts(maxConcurrent)) {
      if (this.#running.size >= maxConcurrent || nextAttemptAt! > store.clock.now()) return;
      if (!this.#running.has(key)) void this.#run(key);
    }
  }

  /** When the next delivery is due, in milliseconds since the epoch, without those that are running. */
  nextAttemptAt(): number | undefined {
    if (this.#running.size >= maxConcurrent) return undefined;
    const waiting = this.#context.table.attempts(this.#running.size + 1);
    return waiting.find(({ key }) => !this.#running.has(key))?.nextAttemptAt ?? undefined;
  }

  get held(): Held {
    return { deliveries: this.#running.size };
  }

  stop(): void {
    this.#stopped.abort();
  }

  async #run(key: number): Promise<void> {
    const { store } = this.#context;
    this.#running.add(key);
    try {
      const webhook = writeWebhook(this.#context, key);
      if (webhook) await this.#deliver(key, webhook);
    } catch (error) {
      // The rows have not changed. Waits before the next attempt, as the disk may be full.
      if (!this.#stopped.signal.aborted)
        store.options.logger.error("electron-durable-streams: a webhook could not be delivered:", error);
      await pause();
    } finally {
      this.#running.delete(key);
      this.#onSettled();
    }
  }

  async #deliver(key: number, webhook: Webhook): Promise<void> {
    let response: string;
    try {
      // Loaded with the first webhook: `node:https` takes longer to load than the store.
      const { post } = await import("./post.ts");
      response = await post(webhook.request, this.#options, this.#stopped.signal);
    } catch (error) {
      if (!this.#stopped.signal.aborted) await this.#failed(key, webhook, error);
      return;
    }
    await this.#succeeded(key, webhook, isDone(response));
  }

  /**
   * With `done` the receiver has processed the messages that the webhook listed, not later ones (PROTOCOL.md, section 7.1).
   */
  async #succeeded(key: number, webhook: Webhook, done: boolean): Promise<void> {
    const { store, table } = this.#context;
    await store.commit.submit((transaction) => {
      const subscription = table.byKey(key);
      if (subscription?.wakeId !== webhook.wakeId) return;
      startLease(this.#context, subscription);
      if (done) {
        for (const { path, tailOffset } of webhook.streams) moveCursor(this.#context, key, path, tailOffset);
        endWakeAndContinue(this.#context, transaction, subscription);
      }
      table.update(subscription);
    });
  }

  /** The lease starts once the wake is delivered: until then the wake waits for the next attempt. */
  async #failed(key: number, { wakeId }: Webhook, error: unknown): Promise<void> {
    const { store, table } = this.#context;
    await store.commit.submit(() => {
      const subscription = table.byKey(key);
      // The response may have been lost after the receiver took the wake and called back.
      if (subscription?.wakeId !== wakeId || subscription.nextAttemptAt === null) return;
      subscription.failures++;
      subscription.nextAttemptAt = store.clock.now() + retryDelay(subscription.failures);
      table.update(subscription);
      store.options.logger.warn(
        `electron-durable-streams: subscription ${JSON.stringify(subscription.id)}: webhook attempt ` +
          `${subscription.failures} failed: ${error instanceof Error ? error.message : String(error)}`,
      );
    });
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1000).unref());
}
