import type { LazyStatement, LazyStatements } from "../../sqlite/lazy-statements.ts";
import type { Offset } from "../../../protocol/offset.ts";

export interface LinkRow {
  readonly path: string;
  readonly explicit: number;
  readonly ackedOffset: Offset;
}

const row = "path, explicit, acked_offset AS ackedOffset";
const link = "subscription = ? AND path = ?";

/** The streams of each subscription, with their cursors: table `subscription_link`. */
export class LinkTable {
  readonly #all: LazyStatement<[number], LinkRow>;
  readonly #find: LazyStatement<[number, string], LinkRow>;
  readonly #firstPending: LazyStatement<[number], LinkRow>;
  readonly #idleOn: LazyStatement<[string], number>;
  readonly #addExplicit: LazyStatement<[number, string, Offset]>;
  readonly #addGlob: LazyStatement<[number, string, Offset]>;
  readonly #dropExplicit: LazyStatement<[number, string]>;
  readonly #dropUnlinked: LazyStatement<[string]>;
  readonly #ack: LazyStatement<[Offset, number, number, string]>;
  readonly #setPending: LazyStatement<[string]>;
  readonly #restart: LazyStatement<[string]>;
  readonly #deleteAll: LazyStatement<[number]>;

  constructor(statements: LazyStatements) {
    this.#all = statements.prepare(
      `SELECT ${row} FROM subscription_link WHERE subscription = ? ORDER BY path`,
    );
    this.#find = statements.prepare(`SELECT ${row} FROM subscription_link WHERE ${link}`);
    this.#firstPending = statements.prepare(
      `SELECT ${row} FROM subscription_link WHERE subscription = ? AND pending = 1 LIMIT 1`,
    );
    this.#idleOn = statements
      .prepare<[string], number>(
        `SELECT key FROM subscription_link JOIN subscription ON key = subscription
         WHERE path = ? AND wake_id IS NULL`,
      )
      .pluck();
    const add = (columns: string, conflict: string) =>
      statements.prepare<[number, string, Offset]>(
        `INSERT INTO subscription_link (subscription, path, acked_offset, explicit, glob, pending)
         VALUES (?, ?, ?, ${columns}, 0) ON CONFLICT DO UPDATE SET ${conflict} = 1`,
      );
    this.#addExplicit = add("1, 0", "explicit");
    this.#addGlob = add("0, 1", "glob");
    this.#dropExplicit = statements.prepare(`UPDATE subscription_link SET explicit = 0 WHERE ${link}`);
    this.#dropUnlinked = statements.prepare(
      "DELETE FROM subscription_link WHERE path = ? AND explicit = 0 AND glob = 0",
    );
    this.#ack = statements.prepare(
      `UPDATE subscription_link SET acked_offset = ?, pending = ? WHERE ${link}`,
    );
    this.#setPending = statements.prepare(
      "UPDATE subscription_link SET pending = 1 WHERE path = ? AND pending = 0",
    );
    this.#restart = statements.prepare(
      "UPDATE subscription_link SET glob = 0, pending = 0, acked_offset = '-1' WHERE path = ?",
    );
    this.#deleteAll = statements.prepare("DELETE FROM subscription_link WHERE subscription = ?");
  }

  all(subscription: number): LinkRow[] {
    return this.#all.all(subscription);
  }

  find(subscription: number, path: string): LinkRow | undefined {
    return this.#find.get(subscription, path);
  }

  firstPending(subscription: number): LinkRow | undefined {
    return this.#firstPending.get(subscription);
  }

  /** The keys of the idle subscriptions that a stream is linked to. */
  idleOn(path: string): number[] {
    return this.#idleOn.all(path);
  }

  /** Links a stream with its cursor at an offset; an existing link keeps its cursor. */
  add(subscription: number, path: string, acked: Offset, type: "explicit" | "glob"): void {
    (type === "explicit" ? this.#addExplicit : this.#addGlob).run(subscription, path, acked);
  }

  removeExplicit(subscription: number, path: string): void {
    this.#dropExplicit.run(subscription, path);
    this.#dropUnlinked.run(path);
  }

  ack(subscription: number, path: string, offset: Offset, pending: boolean): void {
    this.#ack.run(offset, pending ? 1 : 0, subscription, path);
  }

  /** After an append to a stream: marks its links as pending. Returns whether one was not marked before. */
  setPending(path: string): boolean {
    return this.#setPending.run(path).changes > 0;
  }

  /** After a stream was deleted or has expired: explicit links wait for a new stream, from its start; others are removed. */
  streamGone(path: string): void {
    this.#restart.run(path);
    this.#dropUnlinked.run(path);
  }

  deleteAll(subscription: number): void {
    this.#deleteAll.run(subscription);
  }
}
