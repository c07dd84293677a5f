import { operationAccess, type OperationName, type StreamOperations } from "../../protocol/operations.ts";

/** Calls an operation of a store that is elsewhere. */
export type CallOperation = (operation: OperationName, args: unknown[]) => Promise<unknown>;

class Operations {
  readonly #call: CallOperation;

  constructor(call: CallOperation) {
    this.#call = call;
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

/** A class with a method for each operation, all of which come to one call: a new operation is there by itself. */
export const ClientOperations = Operations as unknown as new (call: CallOperation) => StreamOperations;
