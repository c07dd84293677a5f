import type { Database, Statement } from "better-sqlite3";
import type { Subscription } from "./subscription.ts";

export type NewSubscription = Omit<Subscription, "key">;

/** The part of a subscription that decides which streams it is linked to. */
export interface Pattern {
  readonly key: number;
  readonly pattern: string;
  readonly wakeStream: string | null;
}

const columns = `key, id, type, pattern, webhook_url AS webhookUrl, base_url AS baseUrl, wake_stream AS wakeStream,
  lease_ttl_ms AS leaseTtlMs, description, config_hash AS configHash, created_at AS createdAt,
  backfilled_to AS backfilledTo, generation, wake_id AS wakeId, holder, lease_expires_at AS leaseExpiresAt,
  failures, next_attempt_at AS nextAttemptAt`;
const from = `SELECT ${columns} FROM subscription`;

/** The subscriptions of the store: table `subscription`. Rows are read when needed, and not held. */
export class SubscriptionTable {
  readonly #find: Statement<[string], Subscription>;
  readonly #byKey: Statement<[number], Subscription>;
  readonly #ofWakeStream: Statement<[string], Subscription>;
  readonly #leases: Statement<[number], Subscription>;
  readonly #attempts: Statement<[number], Subscription>;
  readonly #idleWebhooks: Statement<[], Subscription>;
  readonly #unfinished: Statement<[], number>;
  readonly #selectPatterns: Statement<[], Pattern>;
  readonly #exists: Statement<[], number>;
  readonly #insert: Statement<[NewSubscription]>;
  readonly #update: Statement<[Subscription]>;
  readonly #delete: Statement<[number]>;
  #patterns: readonly Pattern[] | undefined;
  #isEmpty: boolean | undefined;
  #isChanged = true;

  constructor(db: Database) {
    this.#find = db.prepare(`${from} WHERE id = ?`);
    this.#byKey = db.prepare(`${from} WHERE key = ?`);
    this.#ofWakeStream = db.prepare(`${from} WHERE wake_stream = ?`);
    this.#leases = db.prepare(`${from} WHERE lease_expires_at IS NOT NULL ORDER BY lease_expires_at LIMIT ?`);
    this.#attempts = db.prepare(`${from} WHERE next_attempt_at IS NOT NULL ORDER BY next_attempt_at LIMIT ?`);
    this.#idleWebhooks = db.prepare(`${from} WHERE type = 'webhook' AND wake_id IS NULL`);
    this.#unfinished = db
      .prepare<[], number>("SELECT key FROM subscription WHERE backfilled_to IS NOT NULL")
      .pluck();
    this.#selectPatterns = db.prepare(
      "SELECT key, pattern, wake_stream AS wakeStream FROM subscription WHERE pattern IS NOT NULL",
    );
    this.#exists = db.prepare<[], number>("SELECT EXISTS (SELECT 1 FROM subscription)").pluck();
    this.#insert = db.prepare(`
      INSERT INTO subscription VALUES (NULL, @id, @type, @pattern, @webhookUrl, @baseUrl, @wakeStream, @leaseTtlMs,
        @description, @configHash, @createdAt, @backfilledTo, @generation, @wakeId, @holder, @leaseExpiresAt,
        @failures, @nextAttemptAt)`);
    this.#update = db.prepare(`
      UPDATE subscription SET base_url = @baseUrl, backfilled_to = @backfilledTo, generation = @generation,
        wake_id = @wakeId, holder = @holder, lease_expires_at = @leaseExpiresAt, failures = @failures,
        next_attempt_at = @nextAttemptAt
      WHERE key = @key`);
    this.#delete = db.prepare("DELETE FROM subscription WHERE key = ?");
  }

  find(id: string): Subscription | undefined {
    return this.#find.get(id);
  }

  byKey(key: number): Subscription | undefined {
    return this.#byKey.get(key);
  }

  ofWakeStream(path: string): Subscription[] {
    return this.#ofWakeStream.all(path);
  }

  /** Those with a running lease, the one that ends first in front. */
  leases(limit: number): Subscription[] {
    return this.#leases.all(limit);
  }

  /** Those with a webhook to deliver, the most urgent in front. */
  attempts(limit: number): Subscription[] {
    return this.#attempts.all(limit);
  }

  idleWebhooks(): Subscription[] {
    return this.#idleWebhooks.all();
  }

  /** Keys of those whose pattern has not been compared with all streams yet. */
  unfinished(): number[] {
    return this.#unfinished.all();
  }

  /** Held in memory, as each new stream is compared with all of them. */
  patterns(): readonly Pattern[] {
    this.#patterns ??= this.#selectPatterns.all();
    return this.#patterns;
  }

  /** Known without asking the database: a store without subscriptions must not pay for them. */
  get isEmpty(): boolean {
    this.#isEmpty ??= this.#exists.get() === 0;
    return this.#isEmpty;
  }

  insert(subscription: NewSubscription): Subscription {
    const { lastInsertRowid } = this.#insert.run(subscription);
    this.forget();
    return { ...subscription, key: Number(lastInsertRowid) };
  }

  update(subscription: Subscription): void {
    this.#update.run(subscription);
    this.#isChanged = true;
  }

  delete(key: number): void {
    this.#delete.run(key);
    this.forget();
  }

  /** After a rollback, what is held in memory may be ahead of the disk. */
  forget(): void {
    this.#patterns = undefined;
    this.#isEmpty = undefined;
    this.#isChanged = true;
  }

  /** Whether anything was changed since the last time this was asked. */
  takeChanged(): boolean {
    const changed = this.#isChanged;
    this.#isChanged = false;
    return changed;
  }
}
