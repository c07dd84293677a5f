import { initialBodyCredit } from "../../../protocol/ipc/fetch.ts";
import { Credits } from "../../../waiting/credits.ts";
import { bodyParts } from "../../shared/body-parts.ts";

/** The body of a request on its way to the store, which takes it at its own pace. */
export class SentBody {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #credits = new Credits(initialBodyCredit);

  constructor(body: ReadableStream<Uint8Array>) {
    this.#reader = body.getReader();
  }

  /** Sends all parts, and then one without data. @throws what the body's source does */
  async start(send: (part?: Uint8Array) => void): Promise<void> {
    for await (const part of bodyParts(this.#reader)) {
      if (!(await this.#credits.take())) return;
      send(part);
    }
    if (await this.#credits.take()) send();
  }

  granted(credit: number): void {
    this.#credits.grant(credit);
  }

  /** The request has its response, or has failed: the rest is not sent. */
  stop(): void {
    this.#credits.close();
    // The request has ended, so a source that fails to stop changes nothing.
    this.#reader.cancel().catch(() => {});
  }
}
