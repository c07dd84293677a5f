import type { StreamsClient } from "../ipc/client/client.ts";
import { withPaths } from "../protocol/definitions/arguments.ts";
import { operationOf, type MethodTable } from "./owner-operations.ts";

/** An API object of the store, such as `subscriptions`, whose methods call the store's process. */
export function hostedMethods<Api extends object>(
  client: StreamsClient,
  object: string,
  table: MethodTable<Api>,
): Api {
  const methods = Object.entries<boolean>(table).map(([method, repeatable]) => [
    method,
    async (...args: unknown[]) =>
      client.call(operationOf(object, method), withPaths(args) as unknown[], repeatable),
  ]);
  return Object.fromEntries(methods) as Api;
}
