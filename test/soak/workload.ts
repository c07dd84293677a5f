import { setTimeout as delay } from "node:timers/promises";
import type { StreamStore } from "../../src/store/index.ts";
import { feeds } from "./windows.ts";

const tickMs = 10;
/** A short-lived stream and two forks, every so many ticks. */
const ticksPerStream = 10;
const message = { text: "x".repeat(100) };

/** Streams that keep a number of messages, of bytes, or of seconds. */
const retentions = [{ maxMessages: 300 }, { maxBytes: 30_000 }, { maxAgeMs: 1000 }];
/** More than they keep: they are full from the start. */
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

/** What an app does all day: appends, and streams that are created, forked, deleted, or left to expire. */
export class Workload {
  appended = 0;
  readonly #store: StreamStore;
  readonly #seqs = new Map<string, number>();
  #tick = 0;

  constructor(store: StreamStore) {
    this.#store = store;
  }

  /** Until the signal is aborted. */
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

  /** One is left to expire; the other two have no deadline, because who waits for a slow machine must still find them. */
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
