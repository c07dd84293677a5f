import type { LazyStatement, LazyStatements } from "../sqlite/lazy-statements.ts";

/** The keys that tokens and webhooks are signed with: table `subscription_secret`. Each is created once and never changes. */
export class Secrets {
  readonly #get: LazyStatement<[string], Buffer>;
  readonly #put: LazyStatement<[string, Uint8Array]>;

  constructor(statements: LazyStatements) {
    this.#get = statements
      .prepare<[string], Buffer>("SELECT secret FROM subscription_secret WHERE name = ?")
      .pluck();
    this.#put = statements.prepare("INSERT INTO subscription_secret VALUES (?, ?)");
  }

  get(name: string): Buffer | undefined {
    return this.#get.get(name);
  }

  /** Inside a transaction. */
  getOrCreate(name: string, create: () => Uint8Array): Buffer {
    const known = this.get(name);
    if (known) return known;
    const secret = Buffer.from(create());
    this.#put.run(name, secret);
    return secret;
  }
}
