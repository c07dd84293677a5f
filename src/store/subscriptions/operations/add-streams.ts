import type { StreamTarget } from "../../../protocol/definitions/reference.ts";
import { StreamError } from "../../../protocol/errors.ts";
import { assertSubscriptionId, normalPaths } from "../config.ts";
import { tailOf } from "../links/subscribed-streams.ts";
import { requireSubscription, type SubscriptionContext } from "../context.ts";

/**
 * Links streams explicitly, each at its current tail; a stream that is linked already keeps its cursor (PROTOCOL.md, section
 * 6.4).
 *
 * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`
 */
export async function addStreams(
  context: SubscriptionContext,
  id: string,
  streams: readonly StreamTarget[],
): Promise<void> {
  assertSubscriptionId(id);
  if (!Array.isArray(streams))
    throw new StreamError("BAD_REQUEST", "subscription: streams must be an array of paths");
  const paths = normalPaths(streams);
  await context.store.commit.submit(() => {
    const { key, wakeStream } = requireSubscription(context, id);
    if (wakeStream !== null && paths.includes(wakeStream)) {
      throw new StreamError("BAD_REQUEST", "subscription: streams must not include the wakeStream");
    }
    for (const path of paths) context.links.add(key, path, tailOf(context.store, path), "explicit");
  });
}
