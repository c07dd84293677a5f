import { StreamError } from "../../protocol/errors.ts";
import type { Access } from "../../protocol/operations.ts";
import type { SubscriptionRequest } from "./subscription-request.ts";

/**
 * A subscription tells the tails of what it links, and writes to its wake stream: who names a stream in one
 * has to be allowed that. Values that are no texts are left to the store, which refuses them.
 *
 * @throws StreamError `FORBIDDEN`
 */
export async function assertStreamsAuthorized(
  { request, options }: SubscriptionRequest,
  named: { readonly streams?: unknown; readonly pattern?: unknown; readonly wakeStream?: unknown },
): Promise<void> {
  const linked = [
    ...(Array.isArray(named.streams) ? (named.streams as unknown[]) : []),
    startOf(named.pattern),
  ];
  const needs: [unknown, Access][] = linked.map((path) => [path, "read"]);
  for (const [path, needed] of [...needs, [named.wakeStream, "append"] as const]) {
    if (typeof path !== "string" || (await options.authorizeStream(request, path, needed))) continue;
    throw new StreamError("FORBIDDEN", `this client may not ${needed} ${JSON.stringify(path)}`);
  }
}

/** What every path that fits starts with; `a/**` fits `a` itself, too. */
function startOf(pattern: unknown): unknown {
  return typeof pattern === "string" ? pattern.replace(/\/?\*\*.*$|\*.*$/s, "") : undefined;
}
