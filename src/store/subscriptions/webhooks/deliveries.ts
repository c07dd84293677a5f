import { moveCursor } from "../wakes/acks.ts";
import type { SubscriptionContext } from "../context.ts";
import { endWakeAndGoOn, startLease } from "../wakes/wakes.ts";
import { retryDelay } from "./retry-delay.ts";
import { post } from "./post.ts";
import type { WebhookOptions } from "./webhook-options.ts";
import { isDone, writeWebhook, type Webhook } from "./webhook.ts";

/** Connections at a time, over all subscriptions. */
const maxConcurrent = 16;

/**
 * Sends the webhooks that are due. What is due is in the rows: a delivery that a crash cut off is made
 * again, with the same wake and the same token, so receivers may hear of a wake twice.
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

  /** Starts as many of the due ones as may run. */
  start(): void {
    const { table, store } = this.#context;
    for (const { key, nextAttemptAt } of table.attempts(maxConcurrent)) {
      if (this.#running.size >= maxConcurrent || nextAttemptAt! > store.clock.now()) return;
      if (!this.#running.has(key)) void this.#run(key);
    }
  }

  /** When the next one is due, leaving out those that are on their way. */
  nextAttemptAt(): number | undefined {
    if (this.#running.size >= maxConcurrent) return undefined;
    const waiting = this.#context.table.attempts(this.#running.size + 1);
    return waiting.find(({ key }) => !this.#running.has(key))?.nextAttemptAt ?? undefined;
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
      // The rows are as they were. Waiting before the next look, as the disk may be full.
      if (!this.#stopped.signal.aborted)
        store.options.logger.error("electron-durable-streams: a webhook failed:", error);
      await pause();
    } finally {
      this.#running.delete(key);
      this.#onSettled();
    }
  }

  async #deliver(key: number, webhook: Webhook): Promise<void> {
    let answer: string;
    try {
      answer = await post(webhook.request, this.#options, this.#stopped.signal);
    } catch (error) {
      if (!this.#stopped.signal.aborted) await this.#failed(key, webhook, error);
      return;
    }
    await this.#succeeded(key, webhook, isDone(answer));
  }

  /**
   * With `done` the receiver has processed what the webhook told of, and no more (PROTOCOL.md, section 7.1).
   */
  async #succeeded(key: number, webhook: Webhook, done: boolean): Promise<void> {
    const { store, table } = this.#context;
    await store.commit.submit((transaction) => {
      const subscription = table.byKey(key);
      if (subscription?.wakeId !== webhook.wakeId) return;
      startLease(this.#context, subscription);
      if (done) {
        for (const { path, tailOffset } of webhook.streams) moveCursor(this.#context, key, path, tailOffset);
        endWakeAndGoOn(this.#context, transaction, subscription);
      }
      table.update(subscription);
    });
  }

  /** The lease of a wake that nobody took does not run: the wake stays until it is delivered. */
  async #failed(key: number, { wakeId }: Webhook, error: unknown): Promise<void> {
    const { store, table } = this.#context;
    await store.commit.submit(() => {
      const subscription = table.byKey(key);
      // The receiver may have called back although its answer was lost: then it has the wake.
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
