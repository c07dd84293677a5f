import { setTimeout as delay } from "node:timers/promises";
import type { StreamStore } from "../../src/store/index.ts";
import { feeds } from "./windows.ts";

const tickMs = 10;
/** Every so many ticks, a short-lived stream and two forks are created. */
const ticksPerStream = 10;
const message = { text: "x".repeat(100) };

/** One third of the feeds keeps messages by number, one by bytes, one by age. */
const retentions = [{ maxMessages: 300 }, { maxBytes: 30_000 }, { maxAgeMs: 1000 }];
/** More than any retention keeps, so that the feeds are full from the start. */
const firstMessages = 400;

export async function createFeeds(store: StreamStore): Promise<void> {
  for (let i = 0; i < feeds; i++) {
    await store.create(`feed/${i}`, {
      contentType: "application/json",
      retention: retentions[i % retentions.length]!,
      data: Array.from({ length: firstMessages }, () => message),
    });
  }
}

/** The load of an app: appends, and streams that are created, forked, deleted or left to expire. */
export class Workload {
  appended = 0;
  readonly #store: StreamStore;
  readonly #seqs = new Map<string, number>();
  #tick = 0;

  constructor(store: StreamStore) {
    this.#store = store;
  }

  /** Runs until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    for (; !signal.aborted; this.#tick++) {
      await Promise.all([this.#append(), this.#append(), this.#append()]);
      if (this.#tick % ticksPerStream === 0) await this.#comeAndGo(this.#tick / ticksPerStream);
      await delay(tickMs);
    }
  }

  async #append(): Promise<void> {
    const path = `feed/${this.appended % feeds}`;
    const seq = (this.#seqs.get(path) ?? -1) + 1;
    this.#seqs.set(path, seq);
    this.appended++;
    await this.#store.append(
      path,
      Array.from({ length: 10 }, () => message),
      {
        producer: { id: "soak", epoch: 0, seq },
      },
    );
  }

  /** One stream is left to expire. The others have no deadline: on a slow machine it could pass before the next call. */
  async #comeAndGo(number: number): Promise<void> {
    const contentType = "application/json";
    await this.#store.create(`short/${number}`, { contentType, ttlSeconds: 1, data: [message] });
    await this.#store.create(`fork/${number}`, { fork: { path: `feed/${number % feeds}` }, data: [message] });
    await this.#store.closeStream(`fork/${number}`);
    await this.#store.create(`fork/of/${number}`, { fork: { path: `fork/${number}` } });
    await this.#store.delete(`fork/${number}`);
    await this.#store.delete(`fork/of/${number}`);
  }
}
