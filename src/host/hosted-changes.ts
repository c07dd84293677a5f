import { ArrivedValues } from "../ipc/client-arrived-values.ts";
import type { ClientCursor } from "../ipc/client-cursor.ts";
import type { StreamsClient } from "../ipc/client.ts";
import type { StreamChange } from "../protocol/stream.ts";

/** `store.changes()` of a hosted store: listens from the call on, not from the first `next`. */
export class HostedChanges implements AsyncIterableIterator<StreamChange> {
  readonly #arrived = new ArrivedValues<StreamChange>();
  readonly #cursor: ClientCursor;
  readonly #signal: AbortSignal | undefined;
  #stopped = false;

  constructor(client: StreamsClient, signal: AbortSignal | undefined) {
    this.#signal = signal;
    this.#cursor = client.open(
      { name: "changes", args: () => [], resumes: false },
      {
        next: (change) => this.#arrived.push(change as StreamChange),
        end: () => this.#arrived.end(),
        fail: (error) => this.#arrived.end(error),
      },
    );
    if (signal?.aborted) this.#stop();
    else signal?.addEventListener("abort", this.#stop);
  }

  async next(): Promise<IteratorResult<StreamChange, undefined>> {
    const change = this.#stopped ? undefined : await this.#arrived.take();
    if (!change || this.#stopped) return { done: true, value: undefined };
    this.#cursor.grant();
    return { done: false, value: change };
  }

  async return(): Promise<IteratorResult<StreamChange, undefined>> {
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
