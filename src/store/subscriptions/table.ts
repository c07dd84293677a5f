import { boundLimit, type LazyStatement, type LazyStatements } from "../sqlite/lazy-statements.ts";
import type { Subscription } from "./subscription.ts";

export type NewSubscription = Omit<Subscription, "key">;

/** The properties of a subscription that decide which streams its pattern links. */
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

/** The subscriptions of the store: table `subscription`. Rows are read when needed, and not cached. */
export class SubscriptionTable {
  readonly #find: LazyStatement<[string], Subscription>;
  readonly #byKey: LazyStatement<[number], Subscription>;
  readonly #ofWakeStream: LazyStatement<[string], Subscription>;
  readonly #leases: LazyStatement<[number], Subscription>;
  readonly #attempts: LazyStatement<[number], Subscription>;
  readonly #lastLease: LazyStatement<[], Subscription>;
  readonly #lastAttempt: LazyStatement<[], Subscription>;
  readonly #idleWebhooks: LazyStatement<[], Subscription>;
  readonly #unfinished: LazyStatement<[], number>;
  readonly #selectPatterns: LazyStatement<[], Pattern>;
  readonly #exists: LazyStatement<[], number>;
  readonly #insert: LazyStatement<[NewSubscription]>;
  readonly #update: LazyStatement<[Subscription]>;
  readonly #delete: LazyStatement<[number]>;
  #patterns: readonly Pattern[] | undefined;
  #isEmpty: boolean | undefined;
  #isChanged = true;

  constructor(statements: LazyStatements) {
    this.#find = statements.prepare(`${from} WHERE id = ?`);
    this.#byKey = statements.prepare(`${from} WHERE key = ?`);
    this.#ofWakeStream = statements.prepare(`${from} WHERE wake_stream = ?`);
    this.#leases = statements.prepare(
      `${from} WHERE lease_expires_at IS NOT NULL ORDER BY lease_expires_at LIMIT ${boundLimit}`,
    );
    this.#attempts = statements.prepare(
      `${from} WHERE next_attempt_at IS NOT NULL ORDER BY next_attempt_at LIMIT ${boundLimit}`,
    );
    this.#lastLease = statements.prepare(
      `${from} WHERE lease_expires_at IS NOT NULL ORDER BY lease_expires_at DESC LIMIT 1`,
    );
    this.#lastAttempt = statements.prepare(
      `${from} WHERE next_attempt_at IS NOT NULL ORDER BY next_attempt_at DESC LIMIT 1`,
    );
    this.#idleWebhooks = statements.prepare(`${from} WHERE type = 'webhook' AND wake_id IS NULL`);
    this.#unfinished = statements
      .prepare<[], number>("SELECT key FROM subscription WHERE backfilled_to IS NOT NULL")
      .pluck();
    this.#selectPatterns = statements.prepare(
      "SELECT key, pattern, wake_stream AS wakeStream FROM subscription WHERE pattern IS NOT NULL",
    );
    this.#exists = statements.prepare<[], number>("SELECT EXISTS (SELECT 1 FROM subscription)").pluck();
    this.#insert = statements.prepare(`
      INSERT INTO subscription VALUES (NULL, @id, @type, @pattern, @webhookUrl, @baseUrl, @wakeStream, @leaseTtlMs,
        @description, @configHash, @createdAt, @backfilledTo, @generation, @wakeId, @holder, @leaseExpiresAt,
        @failures, @nextAttemptAt)`);
    this.#update = statements.prepare(`
      UPDATE subscription SET base_url = @baseUrl, backfilled_to = @backfilledTo, generation = @generation,
        wake_id = @wakeId, holder = @holder, lease_expires_at = @leaseExpiresAt, failures = @failures,
        next_attempt_at = @nextAttemptAt
      WHERE key = @key`);
    this.#delete = statements.prepare("DELETE FROM subscription WHERE key = ?");
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

  /** The subscriptions with a lease, in the order in which these expire. */
  leases(limit: number): Subscription[] {
    return this.#leases.all(limit);
  }

  /** The subscriptions with a webhook to deliver, in the order in which these are due. */
  attempts(limit: number): Subscription[] {
    return this.#attempts.all(limit);
  }

  /** The subscription whose lease expires last. */
  lastLease(): Subscription | undefined {
    return this.#lastLease.get();
  }

  /** The subscription whose webhook is due last. */
  lastAttempt(): Subscription | undefined {
    return this.#lastAttempt.get();
  }

  idleWebhooks(): Subscription[] {
    return this.#idleWebhooks.all();
  }

  /** The keys of the subscriptions whose pattern has not been compared with all streams yet. */
  unfinished(): number[] {
    return this.#unfinished.all();
  }

  /** All patterns, which are cached because each new stream is compared with them. */
  patterns(): readonly Pattern[] {
    this.#patterns ??= this.#selectPatterns.all();
    return this.#patterns;
  }

  /** Cached, so that a store without subscriptions queries nothing for them. */
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

  /** Drops the caches: after a rollback they may be ahead of the disk. */
  forget(): void {
    this.#patterns = undefined;
    this.#isEmpty = undefined;
    this.#isChanged = true;
  }

  /** Whether a subscription has changed since the last call. */
  takeChanged(): boolean {
    const changed = this.#isChanged;
    this.#isChanged = false;
    return changed;
  }
}
