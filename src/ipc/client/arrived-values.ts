import type { StreamError } from "../../protocol/errors.ts";
import { Condition } from "../../waiting/condition.ts";
import { Queue } from "../../waiting/queue.ts";

/** Values of a cursor that have arrived and were not taken yet, and how the cursor ended. */
export class ArrivedValues<T> {
  readonly #values = new Queue<T>();
  readonly #changed = new Condition();
  #ended = false;
  #error: StreamError | undefined;

  push(value: T): void {
    this.#values.push(value);
    this.#changed.wake();
  }

  end(error?: StreamError): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error = error;
    this.#changed.wake();
  }

  /** The next value; undefined at the end. @throws StreamError, once, the error that ended the cursor */
  async take(): Promise<T | undefined> {
    while (this.#values.size === 0 && !this.#ended) await this.#changed.wait();
    if (this.#values.size > 0) return this.#values.take();
    const error = this.#error;
    this.#error = undefined;
    if (error) throw error;
    return undefined;
  }
}
