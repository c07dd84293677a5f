import type { Streams } from "../../renderer/client/streams.ts";
import { checkCount, checkMessage, makeMessages } from "../sides/messages.ts";
import type { BarePort, PackedMessages } from "./anchor-messages.ts";

/** Appends in flight at once, and messages per batch through the bare port. */
const inFlight = 1000;
/** Both sides check one message in this many. */
const checkedEvery = 1000;
/** Several, because a page's clock is too coarse for one round trip. */
const tripsPerSample = 10;

/** The window's side of the `ipc-*` rows. Measurements return milliseconds. */
export class IpcWindow {
  readonly #streams: Streams;
  readonly #other: Streams;
  readonly #bare: BarePort;
  #onBare: (value: unknown) => void = () => {};
  #messages: Uint8Array[] = [];

  /** `other` has a separate port, as another window does. */
  constructor(streams: Streams, other: Streams, bare: BarePort) {
    this.#streams = streams;
    this.#other = other;
    this.#bare = bare;
    bare.onMessage((value) => this.#onBare(value));
  }

  /** Makes the messages that the next calls send. */
  async make(count: number): Promise<void> {
    this.#messages = makeMessages(count);
  }

  append(path: string): Promise<number> {
    return timed(async () => {
      for (const batch of this.#batches()) {
        await Promise.all(batch.map((message) => this.#streams.append(path, message)));
      }
    });
  }

  appendBare(): Promise<number> {
    return timed(async () => {
      for (const messages of this.#batches()) await this.#ask({ kind: "append", messages });
    });
  }

  catchUp(path: string, count: number): Promise<number> {
    return timed(
      () =>
        new Promise<void>((resolve, reject) => {
          const take = counter(count, resolve, reject);
          const subscription = this.#streams.messages$(path).subscribe({
            next: ({ data }) => {
              if (take(data)) queueMicrotask(() => subscription.unsubscribe());
            },
            error: reject,
          });
        }),
    );
  }

  catchUpBare(count: number): Promise<number> {
    return timed(
      () =>
        new Promise<void>((resolve, reject) => {
          const take = counter(count, resolve, reject);
          this.#onBare = (value) => {
            const { data, lengths } = value as PackedMessages;
            let start = 0;
            for (const length of lengths) take(data.subarray(start, (start += length)));
          };
          this.#bare.post({ kind: "catch-up", count });
        }),
    );
  }

  /** Measures from an append to its emission in another subscriber: one average for every few appends. */
  async latency(path: string): Promise<number[]> {
    let emitted: (data: unknown) => void = () => {};
    const live = this.#other.messages$(path).subscribe(({ data }) => emitted(data));
    const answers: Promise<unknown>[] = [];
    const samples = await this.#trips((message) => {
      const emission = new Promise((resolve) => (emitted = resolve));
      answers.push(this.#streams.append(path, message));
      return emission;
    });
    await Promise.all(answers);
    live.unsubscribe();
    return samples;
  }

  latencyBare(): Promise<number[]> {
    return this.#trips((message) => this.#ask({ kind: "ping", message }));
  }

  async #trips(trip: (message: Uint8Array) => Promise<unknown>): Promise<number[]> {
    const samples: number[] = [];
    for (let from = 0; from < this.#messages.length; from += tripsPerSample) {
      const upto = Math.min(from + tripsPerSample, this.#messages.length);
      const elapsed = await timed(async () => {
        for (let i = from; i < upto; i++) checkMessage(await trip(this.#messages[i]!), i);
      });
      samples.push(elapsed / (upto - from));
    }
    return samples;
  }

  *#batches(): Generator<Uint8Array[]> {
    for (let from = 0; from < this.#messages.length; from += inFlight) {
      yield this.#messages.slice(from, from + inFlight);
    }
  }

  #ask(request: unknown): Promise<unknown> {
    return new Promise((resolve) => {
      this.#onBare = resolve;
      this.#bare.post(request);
    });
  }
}

/** Counts messages up to `count` and checks some of them; returns whether that was the last one. */
function counter(count: number, resolve: () => void, reject: (error: unknown) => void) {
  let next = 0;
  return (data: unknown): boolean => {
    try {
      if (next % checkedEvery === 0) checkMessage(data, next);
      if (++next > count) checkCount(next, count);
    } catch (error) {
      reject(error);
    }
    if (next === count) resolve();
    return next === count;
  };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
