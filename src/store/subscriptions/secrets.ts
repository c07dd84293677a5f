import type { Database, Statement } from "better-sqlite3";

/** What tokens and webhooks are signed with: table `subscription_secret`. Made once, kept for good. */
export class Secrets {
  readonly #get: Statement<[string], Buffer>;
  readonly #put: Statement<[string, Uint8Array]>;

  constructor(db: Database) {
    this.#get = db.prepare<[string], Buffer>("SELECT secret FROM subscription_secret WHERE name = ?").pluck();
    this.#put = db.prepare("INSERT INTO subscription_secret VALUES (?, ?)");
  }

  get(name: string): Buffer | undefined {
    return this.#get.get(name);
  }

  /** Inside a transaction. */
  getOrMake(name: string, make: () => Uint8Array): Buffer {
    const known = this.get(name);
    if (known) return known;
    const secret = Buffer.from(make());
    this.#put.run(name, secret);
    return secret;
  }
}
