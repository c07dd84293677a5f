import type { Batch, Port } from "../../protocol/ipc/messages.ts";

/** Sends the messages that are put before the next microtask as one batch. */
export class Outbox<Message> {
  readonly #port: Port;
  readonly #onFailure: (error: unknown) => void;
  readonly #pack: (batch: Batch<Message>) => Batch<Message>;
  #batch: Message[] = [];

  /**
   * `onFailure` is called when the port cannot take a batch, for example because a value cannot be cloned. `pack` may
   * join messages of a batch.
   */
  constructor(
    port: Port,
    onFailure: (error: unknown) => void,
    pack: (batch: Batch<Message>) => Batch<Message>,
  ) {
    this.#port = port;
    this.#onFailure = onFailure;
    this.#pack = pack;
  }

  put(message: Message): void {
    this.#batch.push(message);
    // In a microtask, so that the promises that a commit settles share a batch.
    if (this.#batch.length === 1) queueMicrotask(() => this.flush());
  }

  /** Sends the current batch now. */
  flush(): void {
    const batch = this.#batch;
    if (batch.length === 0) return;
    this.#batch = [];
    try {
      this.#port.post(this.#pack(batch));
    } catch (error) {
      this.#onFailure(error);
    }
  }
}
