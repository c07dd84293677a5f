import type { StreamChange } from "../../../protocol/stream.ts";
import type { CommitObserver } from "../../commit/commit-observer.ts";
import type { WriteTransaction } from "../../commit/write-transaction.ts";
import type { Held } from "../../../waiting/held.ts";
import { emptySet } from "../../short-lived.ts";
import { matchesGlob } from "../links/glob.ts";
import { isUnclaimed } from "./leases.ts";
import { clearStaleMarks, tailOf } from "../links/subscribed-streams.ts";
import type { SubscriptionContext } from "../context.ts";
import { appendWakeEvent } from "./wake-event.ts";
import { wakeIfPending } from "./wakes.ts";

/**
 * Applies appends to subscriptions inside the transaction that makes them: a wake is committed with the append that caused
 * it, so a crash cannot come between the two.
 */
export class ChangeObserver implements CommitObserver {
  readonly #context: SubscriptionContext;
  readonly #onChanged: () => void;
  #appended = new Set<string>();
  #created = new Set<string>();

  /** `onChanged` is called after each commit that changed a subscription. */
  constructor(context: SubscriptionContext, onChanged: () => void) {
    this.#context = context;
    this.#onChanged = onChanged;
  }

  get held(): Held {
    return { "noticed appends": this.#appended.size, "noticed creations": this.#created.size };
  }

  announced(type: StreamChange["type"], path: string): void {
    const { table, links } = this.#context;
    if (table.isEmpty) return;
    if (type === "appended") this.#appended.add(path);
    else if (type === "deleted" || type === "expired") links.streamGone(path);
    else if (type === "created") {
      this.#link(path);
      this.#created.add(path);
    }
  }

  /** Once for all writes of the transaction: many appends to a stream are handled as one. */
  beforeCommit(transaction: WriteTransaction): void {
    for (const path of this.#created) this.#repeatEvents(transaction, path);
    this.#created = emptySet(this.#created);
    // A wake event is an append, too, for the next round.
    while (this.#appended.size > 0) {
      const appended = this.#appended;
      this.#appended = new Set();
      for (const path of appended) this.#wakeSubscriptions(transaction, path);
    }
  }

  committed(): void {
    if (this.#context.table.takeChanged()) this.#onChanged();
  }

  rolledBack(): void {
    this.#appended.clear();
    this.#created.clear();
    this.#context.table.forget();
  }

  /** Links a new stream before its first messages are appended, so that they count as work (PROTOCOL.md, section 6.2). */
  #link(path: string): void {
    const { store, table, links } = this.#context;
    for (const { key, pattern, wakeStream } of table.patterns()) {
      // Its own wake events would wake the subscription again and again.
      if (path !== wakeStream && matchesGlob(pattern, path))
        links.add(key, path, tailOf(store, path), "glob");
    }
  }

  #wakeSubscriptions(transaction: WriteTransaction, path: string): void {
    const { table, links } = this.#context;
    if (!links.setPending(path)) return;
    for (const key of links.idleOn(path)) {
      const subscription = table.byKey(key)!;
      if (wakeIfPending(this.#context, transaction, subscription)) table.update(subscription);
    }
  }

  /** Repeats the wakes that wait to be claimed in a wake stream that was missing, or was deleted with its events. */
  #repeatEvents(transaction: WriteTransaction, wakeStream: string): void {
    for (const subscription of this.#context.table.ofWakeStream(wakeStream)) {
      if (!isUnclaimed(subscription)) continue;
      clearStaleMarks(this.#context, subscription.key);
      const pending = this.#context.links.firstPending(subscription.key);
      if (pending) appendWakeEvent(this.#context, transaction, subscription, pending.path);
    }
  }
}
