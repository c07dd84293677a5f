/** A body that arrives in parts. As its reader takes them, it grants the sender as many further ones. */
export class ArrivingBody {
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>;
  #controller!: ReadableByteStreamController;
  /** Parts that have arrived since the last grant. */
  #arrived = 0;
  #isDone = false;

  /** `cancelled` is called if the reader wants no more. */
  constructor(grant: (parts: number) => void, cancelled: () => void) {
    this.stream = new ReadableStream(
      {
        type: "bytes",
        start: (controller) => void (this.#controller = controller),
        // With a mark of 0: everything that has arrived is read.
        pull: () => {
          const parts = this.#arrived;
          this.#arrived = 0;
          if (parts > 0) grant(parts);
        },
        cancel: () => {
          this.#isDone = true;
          cancelled();
        },
      },
      { highWaterMark: 0 },
    );
  }

  push(part: Uint8Array): void {
    if (this.#isDone) return;
    this.#arrived++;
    // A stream takes the whole buffer away from its other users.
    const isShared = part.byteLength < part.buffer.byteLength;
    this.#controller.enqueue((isShared ? part.slice() : part) as Uint8Array<ArrayBuffer>);
  }

  end(): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#controller.close();
    // A reader with a buffer of its own gets that back.
    this.#controller.byobRequest?.respond(0);
  }

  fail(reason: unknown): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#controller.error(reason);
  }
}
