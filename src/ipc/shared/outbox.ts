import type { Batch, Port } from "../../protocol/ipc/messages.ts";

/** Sends as one batch what is put in within one turn of the event loop. */
export class Outbox<Message> {
  readonly #port: Port;
  readonly #onFailure: (error: unknown) => void;
  readonly #pack: (batch: Batch<Message>) => Batch<Message>;
  #batch: Message[] = [];

  /**
   * `onFailure` is called when the port cannot take a batch, for example because a value has no clone; `pack` may give
   * messages of it another form.
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
    // After all that the current turn still settles: a commit answers its appends in one batch.
    if (this.#batch.length === 1) queueMicrotask(() => this.flush());
  }

  /** Sends what there is at once. */
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
