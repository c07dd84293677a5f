import { tracingChannel } from "node:diagnostics_channel";

/** What listeners of the channel get for each operation. Times are theirs to take: at `start`, and at `asyncEnd`. */
export interface OperationTrace {
  /** The `StreamStore`. */
  readonly store: object;
  /** The name of the method. */
  readonly operation: string;
  /** As it was given: it may be anything. Undefined where the operation is not about one stream. */
  readonly path: unknown;
}

/** The operations of all stores in this process: a tracing channel of `node:diagnostics_channel`, for users as well. */
export const operationChannel = tracingChannel<"electron-durable-streams:operation", OperationTrace>(
  "electron-durable-streams:operation",
);

/** Runs an operation; without a listener it costs nothing more. */
export function traced<T>(
  store: object,
  operation: string,
  path: unknown,
  run: () => Promise<T>,
): Promise<T> {
  return operationChannel.hasSubscribers
    ? operationChannel.tracePromise(run, { store, operation, path })
    : run();
}
