import { StreamError, type StreamStore } from "../../src/store/index.ts";
import { readTexts } from "../support/reading.ts";
import { problemsOf } from "../support/verify-store.ts";

/** Appends and remembers what was acknowledged, which must be all that the store holds. */
export class Appender {
  readonly #store: StreamStore;
  readonly #acknowledged: string[] = [];
  #next = 0;

  constructor(store: StreamStore) {
    this.#store = store;
  }

  get acknowledged(): number {
    return this.#acknowledged.length;
  }

  /** Appends batches of three until one is refused. Returns its code, or "none" after `most` batches. */
  async untilRefused(most = 100_000): Promise<string> {
    for (let i = 0; i < most; i++) {
      const code = await this.append();
      if (code !== undefined) return code;
    }
    return "none";
  }

  /** Returns the code of the failure, or undefined. */
  async append(): Promise<string | undefined> {
    const batch = Array.from({ length: 3 }, () => `${this.#next++} ${"x".repeat(3000)}`);
    try {
      await this.#store.append("log", batch);
      this.#acknowledged.push(...batch);
      return undefined;
    } catch (error) {
      if (!(error instanceof StreamError)) throw error;
      return error.code;
    }
  }

  /** @throws Error if the store holds anything but the acknowledged messages, or is damaged */
  async check(store: StreamStore = this.#store): Promise<void> {
    const found = await readTexts(store, "log");
    if (found.join("\n") !== this.#acknowledged.join("\n"))
      throw new Error(`${found.length} messages are present, ${this.acknowledged} were acknowledged`);
    const problems = await problemsOf(store);
    if (problems !== undefined) throw new Error(problems);
  }
}
