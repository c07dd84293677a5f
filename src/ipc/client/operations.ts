import { createArguments } from "../../protocol/definitions/arguments.ts";
import { pathOf, type StreamTarget } from "../../protocol/definitions/reference.ts";
import { operationAccess, type OperationName, type StreamOperations } from "../../protocol/operations.ts";
import { unpackPage, type PackedPage } from "../../protocol/packed-page.ts";
import type { CreateOptions, ReadOptions, ReadPage } from "../../protocol/stream.ts";
import { requirePageOf, type ReportInvalid } from "../../schema/read-page.ts";

/** Calls an operation of a remote store. */
export type CallOperation = (operation: OperationName, args: unknown[]) => Promise<unknown>;

/** The operations of a remote store, and `read`, which unpacks the page that `readPacked` returns. */
export interface RemoteOperations extends StreamOperations {
  /**
   * Reads one page of messages from an offset on (the start by default): up to 1,000, or 1 MiB of them. Empty at the
   * tail. Restarts the stream's time to live.
   *
   * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`, `GONE` (`details.earliestOffset` is the first offset that retention
   *   kept), `FORBIDDEN` in a window; `INVALID` (`details.offset`, `details.issues`) if the first message does not fit the
   *   schema of the reference. One further on ends the page before it
   */
  read<Data = unknown>(path: StreamTarget<unknown, Data>, options?: ReadOptions): Promise<ReadPage<Data>>;
}

class Operations {
  readonly #call: CallOperation;
  readonly #report: ReportInvalid;

  constructor(call: CallOperation, report: ReportInvalid) {
    this.#call = call;
    this.#report = report;
  }

  async read<Data>(path: StreamTarget<unknown, Data>, options?: ReadOptions): Promise<ReadPage<Data>> {
    const page = (await this.#call("readPacked", [pathOf(path), options])) as PackedPage;
    return requirePageOf(path, unpackPage(page), this.#report, options);
  }

  static {
    for (const operation of Object.keys(operationAccess) as OperationName[]) {
      const method = function (this: Operations, ...args: unknown[]): Promise<unknown> {
        try {
          return this.#call(operation, withoutReferences(operation, args));
        } catch (error) {
          return Promise.reject(error);
        }
      };
      Object.defineProperty(this.prototype, operation, { value: method, writable: true, configurable: true });
    }
  }
}

/** References stay in the window: paths are what crosses the port. @throws StreamError `BAD_REQUEST` */
function withoutReferences(operation: OperationName, args: unknown[]): unknown[] {
  const [target, options, ...others] = args;
  switch (operation) {
    case "list":
    // Its entries are checked when they are copied.
    case "appendAll":
      return args;
    case "create":
    case "ensure":
      return [...createArguments(target as StreamTarget, options as CreateOptions | undefined), ...others];
    default:
      return typeof target === "string" ? args : [pathOf(target as StreamTarget), ...args.slice(1)];
  }
}

/** A base class with a method for each operation, made from `operationAccess`: a new operation needs no line here. */
export const ClientOperations = Operations as unknown as new (
  call: CallOperation,
  report: ReportInvalid,
) => RemoteOperations;
