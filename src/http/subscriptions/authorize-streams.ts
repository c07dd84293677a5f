import type { Access } from "../../protocol/operations.ts";
import { normalPath } from "../../protocol/stream-path.ts";
import { assertAllowed } from "../request/assert-allowed.ts";
import type { SubscriptionRequest } from "./subscription-request.ts";

/**
 * Checks that the client may use the streams that it names: a subscription reveals the tails of the streams it
 * links, and writes to its wake stream. Skips values that are not strings: the store refuses them.
 *
 * @throws StreamError `FORBIDDEN`; `BAD_REQUEST` for an invalid path
 */
export async function assertStreamsAuthorized(
  { request, options }: SubscriptionRequest,
  named: { readonly streams?: unknown; readonly pattern?: unknown; readonly wakeStream?: unknown },
): Promise<void> {
  const linked: unknown[] = Array.isArray(named.streams) ? named.streams : [];
  for (const path of linked) await assertAuthorized(path, "read");
  await assertAuthorized(named.wakeStream, "append");
  if (typeof named.pattern !== "string") return;
  await assertAllowed(options.authorizePattern(request, named.pattern), "use a pattern");

  async function assertAuthorized(value: unknown, needed: Access): Promise<void> {
    if (typeof value !== "string") return;
    // The path that the store will use: it ignores slashes around a path.
    const path = normalPath(value);
    await assertAllowed(options.authorizeStream(request, path, needed), `${needed} ${JSON.stringify(path)}`);
  }
}
