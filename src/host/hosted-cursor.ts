import { ArrivedValues } from "../ipc/client/arrived-values.ts";
import type { OpenCursor, StreamsClient } from "../ipc/client/client.ts";

/** Values in flight: a listener has to keep up with thousands of writes per turn of the event loop. */
const ahead = 500;

/** The values of a hosted store's cursor, from the call on, not from the first `next`. It ends with the store's process. */
export class HostedCursor<T> implements AsyncIterableIterator<T> {
  readonly #arrived = new ArrivedValues<T>();
  readonly #cursor: OpenCursor;
  readonly #signal: AbortSignal | undefined;
  #stopped = false;

  constructor(client: StreamsClient, name: string, signal: AbortSignal | undefined) {
    this.#signal = signal;
    this.#cursor = client.open(
      { name, args: () => [], resumes: false, ahead },
      {
        next: (value) => this.#arrived.push(value as T),
        end: () => this.#arrived.end(),
        fail: (error) => this.#arrived.end(error),
      },
    );
    if (signal?.aborted) this.#stop();
    else signal?.addEventListener("abort", this.#stop);
  }

  async next(): Promise<IteratorResult<T, undefined>> {
    const value = this.#stopped ? undefined : await this.#arrived.take();
    if (value === undefined || this.#stopped) return { done: true, value: undefined };
    this.#cursor.grant();
    return { done: false, value };
  }

  async return(): Promise<IteratorResult<T, undefined>> {
    this.#stop();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  readonly #stop = (): void => {
    this.#stopped = true;
    this.#signal?.removeEventListener("abort", this.#stop);
    this.#arrived.end();
    this.#cursor.close();
  };
}
