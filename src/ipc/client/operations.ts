import { operationAccess, type OperationName, type StreamOperations } from "../../protocol/operations.ts";
import { unpackPage, type PackedPage } from "../../protocol/packed-page.ts";
import type { ReadOptions, ReadPage } from "../../protocol/stream.ts";

/** Calls an operation of a remote store. */
export type CallOperation = (operation: OperationName, args: unknown[]) => Promise<unknown>;

/** The operations of a remote store, and `read`, which unpacks the page that `readPacked` returns. */
export interface RemoteOperations extends StreamOperations {
  /**
   * Reads one page of messages from an offset on (the start by default): up to 1,000, or 1 MiB of them. Empty at the
   * tail. Restarts the stream's time to live.
   *
   * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`, `GONE` (`details.earliestOffset` is the first offset that retention
   *   kept), `FORBIDDEN` in a window
   */
  read(path: string, options?: ReadOptions): Promise<ReadPage>;
}

class Operations {
  readonly #call: CallOperation;

  constructor(call: CallOperation) {
    this.#call = call;
  }

  async read(path: string, options?: ReadOptions): Promise<ReadPage> {
    return unpackPage((await this.#call("readPacked", [path, options])) as PackedPage);
  }

  static {
    for (const operation of Object.keys(operationAccess) as OperationName[]) {
      const method = function (this: Operations, ...args: unknown[]): Promise<unknown> {
        return this.#call(operation, args);
      };
      Object.defineProperty(this.prototype, operation, { value: method, writable: true, configurable: true });
    }
  }
}

/** A base class with a method for each operation, made from `operationAccess`: a new operation needs no line here. */
export const ClientOperations = Operations as unknown as new (call: CallOperation) => RemoteOperations;
