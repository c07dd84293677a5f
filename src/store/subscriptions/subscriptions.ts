import type { WriteTransaction } from "../commit/write-transaction.ts";
import type { Held } from "../../waiting/held.ts";
import type { LazyStatements } from "../sqlite/lazy-statements.ts";
import type { StoreContext } from "../context.ts";
import { Alarm } from "./wakes/alarm.ts";
import { backfill } from "./links/backfill.ts";
import { ChangeObserver } from "./wakes/change-observer.ts";
import { expireLeases } from "./wakes/leases.ts";
import { LinkTable } from "./links/table.ts";
import { Secrets } from "./secrets.ts";
import type { SubscriptionContext } from "./context.ts";
import { SubscriptionTable } from "./table.ts";
import { findWrongTime } from "./wakes/wrong-times.ts";
import { wakeIfPending } from "./wakes/wakes.ts";
import { Deliveries } from "./webhooks/deliveries.ts";

/** How long to wait after a failure, in milliseconds: the disk may be full. */
const afterFailureMs = 1000;

/**
 * The background work of subscriptions: ends leases, and sends and retries webhooks. All of it follows from the rows, so the
 * work continues after a restart.
 */
export class Subscriptions {
  readonly context: SubscriptionContext;
  readonly #observer: ChangeObserver;
  readonly #alarm: Alarm;
  readonly #deliveries: Deliveries | undefined;
  #stopped = false;

  constructor(store: StoreContext, statements: LazyStatements) {
    const { webhooks, readOnly } = store.options;
    this.context = {
      store,
      webhooks,
      table: new SubscriptionTable(statements),
      links: new LinkTable(statements),
      secrets: new Secrets(statements),
      noticeAppends: (transaction) => this.#observer.beforeCommit(transaction),
    };
    this.#observer = new ChangeObserver(this.context, () => this.#reschedule());
    this.#alarm = new Alarm(
      () => store.clock.now(),
      () => this.#nextDue(),
      () => this.#ring(),
    );
    if (readOnly) return;
    if (webhooks) this.#deliveries = new Deliveries(this.context, webhooks, () => this.#reschedule());
    store.commit.observe(this.#observer);
    // In a later turn, so that it does not delay the start of an app that opens its store then.
    setImmediate(() => this.#attempt(this.#resume()));
  }

  /** Also keeps later commits from starting anything. */
  stop(): void {
    this.#stopped = true;
    this.#alarm.stop();
    this.#deliveries?.stop();
  }

  get held(): Held {
    return { ...this.#observer.held, ...this.#deliveries?.held };
  }

  /** Continues the work of an earlier process. */
  async #resume(): Promise<void> {
    const { table, store, webhooks } = this.context;
    if (this.#stopped || table.isEmpty) return;
    this.#reschedule();
    for (const key of table.unfinished()) await backfill(this.context, key);
    if (webhooks) await store.commit.submit((transaction) => this.#wakeIdleWebhooks(transaction));
  }

  /** Wakes webhook subscriptions that got work while webhooks were off. */
  #wakeIdleWebhooks(transaction: WriteTransaction): void {
    const { table } = this.context;
    for (const subscription of table.idleWebhooks()) {
      if (wakeIfPending(this.context, transaction, subscription)) table.update(subscription);
    }
  }

  #reschedule(): void {
    if (this.#stopped) return;
    try {
      this.#deliveries?.start();
      this.#alarm.set();
    } catch (error) {
      // The database cannot be read.
      this.#report(error);
      this.#alarm.postpone();
    }
  }

  #nextDue(): number | undefined {
    if (findWrongTime(this.context)) return 0;
    const lease = this.context.table.leases(1)[0]?.leaseExpiresAt ?? Infinity;
    const due = Math.min(lease, this.#deliveries?.nextAttemptAt() ?? Infinity);
    return due === Infinity ? undefined : due;
  }

  async #ring(): Promise<void> {
    try {
      await this.context.store.commit.submit((transaction) => expireLeases(this.context, transaction));
      this.#reschedule();
    } catch (error) {
      this.#report(error);
      if (!this.#stopped) this.#alarm.set(afterFailureMs);
    }
  }

  #attempt(work: Promise<void>): void {
    work.catch((error: unknown) => this.#report(error));
  }

  #report(error: unknown): void {
    if (this.#stopped) return;
    this.context.store.options.logger.error("electron-durable-streams: subscriptions failed:", error);
  }
}
