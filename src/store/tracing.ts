import { tracingChannel } from "node:diagnostics_channel";

/** What listeners of the channel get for each operation. They measure times themselves, from `start` on. */
export interface OperationTrace {
  /** The `StreamStore`. */
  readonly store: object;
  /** The name of the method. */
  readonly operation: string;
  /** The first argument, unchecked: it may not be a valid path. Undefined where the operation is not about one stream or file. */
  readonly path: string | undefined;
  /** Whether the operation is done at `end`: the read of a page for a subscriber. All others are done at `asyncEnd`. */
  readonly isSync?: boolean;
}

/** The operations of all stores in this process: a tracing channel of `node:diagnostics_channel`, for users as well. */
export const operationChannel = tracingChannel<"electron-durable-streams:operation", OperationTrace>(
  "electron-durable-streams:operation",
);

/** Runs an operation over the parts of a store that it takes; while the channel has no listener it costs nothing more. */
export function traced<Parts, A, B, C, T>(
  store: object,
  name: string,
  operation: (parts: Parts, a: A, b: B, c: C) => Promise<T>,
  parts: Parts,
  a: A,
  b: B,
  c: C,
): Promise<T> {
  if (!operationChannel.hasSubscribers) return operation(parts, a, b, c);
  const trace = { store, operation: name, path: typeof a === "string" ? a : undefined };
  return operationChannel.tracePromise(operation, trace, undefined, parts, a, b, c);
}

/** Reads a page for a subscriber in the same way. */
export function tracedRead<T>(store: object, path: string, read: () => T): T {
  if (!operationChannel.hasSubscribers) return read();
  return operationChannel.traceSync(read, { store, operation: "subscribe", path, isSync: true });
}
