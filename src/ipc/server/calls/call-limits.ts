import { StreamError } from "../../../protocol/errors.ts";
import { callSize, type Meter } from "../../shared/expanded-size.ts";

const maxCalls = 20_000;
/** What the arguments of all calls without an answer may hold, as `expandedSize` counts. */
const maxCallsSize = 1024 * 1024;
/** Of all calls that come in one turn of the event loop: looking at them holds everybody else up. */
const maxSizePerTurn = 2 * maxCallsSize;

/** What the calls of one port may hold; a client of ours stays far below. */
export class CallLimits {
  #calls = 0;
  #size = 0;
  /** What arguments were looked at in this turn. */
  #looked: Meter = { spent: 0 };

  /** Calls without an answer. */
  get calls(): number {
    return this.#calls;
  }

  /**
   * Takes a call in. Returns what its arguments hold.
   *
   * @throws StreamError `TOO_MANY`, and as `expandedSize`
   */
  enter(operation: string, args: readonly unknown[]): number {
    if (this.#calls >= maxCalls) throw new StreamError("TOO_MANY", `more than ${maxCalls} calls at once`);
    const size = this.#sizeOf(operation, args);
    if (this.#calls > 0 && this.#size + size > maxCallsSize)
      throw new StreamError("TOO_MANY", "the calls that have no answer yet hold too much");
    this.#calls++;
    this.#size += size;
    return size;
  }

  /** It has been answered. */
  leave(size: number): void {
    this.#calls--;
    this.#size -= size;
  }

  #sizeOf(operation: string, args: readonly unknown[]): number {
    const { spent } = this.#looked;
    if (spent > maxSizePerTurn) throw new StreamError("TOO_MANY", "the calls of one moment hold too much");
    if (spent === 0) setImmediate(() => (this.#looked = { spent: 0 }));
    return callSize(operation, args, this.#looked);
  }
}
