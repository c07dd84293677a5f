import type { StreamError } from "../../protocol/errors.ts";
import { Queue } from "../shared/queue.ts";

/** What has come from a cursor and was not taken yet, and how it ended. */
export class ArrivedValues<T> {
  readonly #values = new Queue<T>();
  #ended = false;
  #error: StreamError | undefined;
  #changed: (() => void) | undefined;

  push(value: T): void {
    this.#values.push(value);
    this.#changed?.();
  }

  end(error?: StreamError): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error = error;
    this.#changed?.();
  }

  /** The next value, or nothing at the end. @throws StreamError, once, what the cursor failed with */
  async take(): Promise<T | undefined> {
    while (this.#values.size === 0 && !this.#ended) {
      await new Promise<void>((resolve) => (this.#changed = resolve));
    }
    if (this.#values.size > 0) return this.#values.take();
    const error = this.#error;
    this.#error = undefined;
    if (error) throw error;
    return undefined;
  }
}
