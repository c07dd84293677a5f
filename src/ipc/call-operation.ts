import { StreamError } from "../protocol/errors.ts";
import { operationAccess, type OperationName, type StreamOperations } from "../protocol/operations.ts";
import type { ListOptions, ListPage } from "../protocol/stream.ts";
import { allows, allowsAnything, assertAllowed, type AccessRules } from "./access.ts";

/**
 * Calls an operation of the store for a window, if it may. The arguments come as the window sent them:
 * the store checks them.
 *
 * @throws StreamError `FORBIDDEN`, and whatever the operation rejects with
 */
export async function callOperation(
  store: StreamOperations,
  access: AccessRules,
  operation: OperationName,
  args: readonly unknown[],
): Promise<unknown> {
  if (operation === "list") return listAllowed(store, access, args[0] as ListOptions | undefined);
  assertPathAllowed(access, operation, args[0]);
  const method = store[operation] as (...args: unknown[]) => Promise<unknown>;
  return method.apply(store, [...args]);
}

/** A path that is no text is left to the store, which refuses it. */
export function assertPathAllowed(access: AccessRules, operation: OperationName, path: unknown): void {
  if (typeof path === "string") assertAllowed(access, path, operationAccess[operation]);
}

/** A page of the streams that the window may read; it can be shorter than asked for, also empty, and go on. */
export async function listAllowed(
  store: StreamOperations,
  access: AccessRules,
  options: ListOptions | undefined,
): Promise<ListPage> {
  if (!allowsAnything(access)) throw new StreamError("FORBIDDEN", "this window may not read any stream");
  const page = await store.list(options);
  return { ...page, streams: page.streams.filter(({ path }) => allows(access, path, operationAccess.list)) };
}
