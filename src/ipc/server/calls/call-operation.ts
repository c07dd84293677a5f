import { StreamError } from "../../../protocol/errors.ts";
import { operationAccess, type OperationName, type StreamOperations } from "../../../protocol/operations.ts";
import type { ReplicationOperationName } from "../../../protocol/replication.ts";
import type { CreateOptions } from "../../../protocol/stream.ts";
import { assertAllowed, type AccessRules } from "../access.ts";
import { listAllowed } from "./list-allowed.ts";
import { controlReplication, type ReplicationSource } from "../replication-source.ts";
import { boundedPage, optionsFrom } from "./options-from.ts";
import { receiveData } from "./receive-data.ts";
import { receiveEntries } from "./receive-entries.ts";

/** Bytes of a page in one response: it is built in memory, and a window can request many. */
const maxPageBytes = 1024 * 1024;

/**
 * Calls an operation of the store for a window that has the access it needs. The store checks the arguments,
 * which are as the window sent them.
 *
 * @throws StreamError `FORBIDDEN`, `BAD_REQUEST`, and as the operation does
 */
export async function callOperation(
  store: StreamOperations,
  access: AccessRules,
  operation: OperationName | ReplicationOperationName,
  args: readonly unknown[],
  replications: readonly ReplicationSource[] = [],
): Promise<unknown> {
  if (operation === "controlReplication") return controlReplication(replications, access, args);
  if (operation === "list") return listAllowed(store, access, args[0]);
  if (operation === "appendAll") return store.appendAll(receiveEntries(access, args[0]));
  assertPathAllowed(access, operation, args[0]);
  const method = store[operation] as (...args: unknown[]) => Promise<unknown>;
  return method.apply(store, [...limitArguments(access, operation, args)]);
}

/** @throws StreamError `FORBIDDEN`, `BAD_REQUEST` if the path is not a string */
export function assertPathAllowed(access: AccessRules, operation: OperationName, path: unknown): void {
  if (typeof path !== "string") throw new StreamError("BAD_REQUEST", "the path must be a string");
  assertAllowed(access, path, operationAccess[operation]);
}

/** Applies the limits of windows, which the store itself does not have, and unpacks data. */
function limitArguments(
  access: AccessRules,
  operation: OperationName,
  args: readonly unknown[],
): readonly unknown[] {
  switch (operation) {
    case "create":
    case "ensure": {
      const options = optionsFrom(args[1]) as CreateOptions;
      const { fork, data } = options;
      // A fork contains the messages of its source.
      if (fork !== undefined && fork !== null) assertPathAllowed(access, "readPacked", fork.path);
      return data === undefined ? args : [args[0], { ...options, data: receiveData(data) }];
    }
    case "append":
      return [args[0], receiveData(args[1]), ...args.slice(2)];
    case "readPacked":
      return [args[0], boundedPage(optionsFrom(args[1]), maxPageBytes)];
    default:
      return args;
  }
}
