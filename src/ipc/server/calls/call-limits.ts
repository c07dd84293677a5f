import { StreamError } from "../../../protocol/errors.ts";
import type { Held } from "../../../waiting/held.ts";
import { callSize, type Meter } from "../../shared/expanded-size.ts";

const maxCalls = 20_000;
/** Size of the arguments of all calls without a response, in the unit of `expandedSize`. */
const maxCallsSize = 1024 * 1024;
/** Size of the arguments of all calls that arrive in one turn of the event loop: measuring them takes time. */
const maxSizePerTurn = 2 * maxCallsSize;

/** Limits of one port's calls. The client of this package stays far below them. */
export class CallLimits {
  #calls = 0;
  #size = 0;
  /** What was measured in this turn. */
  #measured: Meter = { spent: 0 };

  /** The number of calls without a response. */
  get calls(): number {
    return this.#calls;
  }

  get held(): Held {
    return { calls: this.#calls, "size of calls": this.#size };
  }

  /**
   * Admits a call. Returns the size of its arguments, for `leave`.
   *
   * @throws StreamError `TOO_MANY`, and as `expandedSize`
   */
  enter(operation: string, args: readonly unknown[]): number {
    if (this.#calls >= maxCalls)
      throw new StreamError("TOO_MANY", `more than ${maxCalls} calls without a response`);
    const size = this.#sizeOf(operation, args);
    if (this.#calls > 0 && this.#size + size > maxCallsSize) throw tooMuchData();
    this.#calls++;
    this.#size += size;
    return size;
  }

  /** The call has its response. */
  leave(size: number): void {
    this.#calls--;
    this.#size -= size;
  }

  #sizeOf(operation: string, args: readonly unknown[]): number {
    const { spent } = this.#measured;
    if (spent > maxSizePerTurn) throw tooMuchData();
    if (spent === 0) setImmediate(() => (this.#measured = { spent: 0 }));
    return callSize(operation, args, this.#measured);
  }
}

function tooMuchData(): StreamError {
  return new StreamError("TOO_MANY", "too much argument data at once; send smaller batches");
}
