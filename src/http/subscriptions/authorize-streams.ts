import type { Access } from "../../protocol/operations.ts";
import { normalPath } from "../../store/index.ts";
import { assertAllowed } from "../request/assert-allowed.ts";
import type { SubscriptionRequest } from "./subscription-request.ts";

/**
 * A subscription tells the tails of what it links, and writes to its wake stream: who names a stream in one
 * has to be allowed that. Values that are no texts are left to the store, which refuses them.
 *
 * @throws StreamError `FORBIDDEN`, `BAD_REQUEST` for what is no path
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

  async function assertAuthorized(given: unknown, needed: Access): Promise<void> {
    if (typeof given !== "string") return;
    // As the store will take it: slashes around a path mean nothing.
    const path = normalPath(given);
    await assertAllowed(options.authorizeStream(request, path, needed), `${needed} ${JSON.stringify(path)}`);
  }
}
