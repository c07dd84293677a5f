import type { StreamTarget } from "../../../protocol/definitions/reference.ts";
import { normalPath } from "../../../protocol/stream-path.ts";
import { assertSubscriptionId } from "../config.ts";
import { requireSubscription, type SubscriptionContext } from "../context.ts";

/**
 * Removes an explicit link; a matching pattern still links the stream. Succeeds if the stream is not linked (PROTOCOL.md,
 * section 6.4).
 *
 * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`
 */
export async function removeStream(
  context: SubscriptionContext,
  id: string,
  path: StreamTarget,
): Promise<void> {
  assertSubscriptionId(id);
  const normal = normalPath(path);
  await context.store.commit.submit(() => {
    context.links.removeExplicit(requireSubscription(context, id).key, normal);
  });
}
