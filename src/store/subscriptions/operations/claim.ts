import { StreamError } from "../../../protocol/errors.ts";
import { checkOptions, isStringOfLength } from "../../check-options.ts";
import { assertSubscriptionId } from "../config.ts";
import { submitFor } from "../submit-for.ts";
import { subscribedStreams } from "../links/subscribed-streams.ts";
import { requireSubscription, type SubscriptionContext } from "../context.ts";
import type { Claim } from "../subscription.ts";
import { issueToken } from "../wakes/token.ts";
import { startLease, wakeIfPending } from "../wakes/wakes.ts";

const maxWorkerLength = 256;

/**
 * Claims the work of a pull-wake subscription for a worker, and starts the lease (PROTOCOL.md, section 7.2).
 *
 * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`, `ALREADY_CLAIMED` (`details.currentHolder`,
 *   `details.generation`), `NO_PENDING_WORK`
 */
export async function claim(
  context: SubscriptionContext,
  id: string,
  options: { readonly worker: string },
): Promise<Claim> {
  assertSubscriptionId(id);
  const worker = checkWorker(options);
  return submitFor(context, id, (transaction) => {
    const subscription = requireSubscription(context, id, "pull-wake");
    if (subscription.holder !== null) {
      throw new StreamError(
        "ALREADY_CLAIMED",
        `worker ${JSON.stringify(subscription.holder)} holds the lease`,
        {
          currentHolder: subscription.holder,
          generation: subscription.generation,
        },
      );
    }
    if (subscription.wakeId === null && !wakeIfPending(context, transaction, subscription)) {
      throw new StreamError(
        "NO_PENDING_WORK",
        `subscription ${JSON.stringify(id)} has no messages to process`,
      );
    }
    subscription.holder = worker;
    startLease(context, subscription);
    context.table.update(subscription);
    return {
      wakeId: subscription.wakeId!,
      generation: subscription.generation,
      token: issueToken(context.secrets, subscription),
      streams: subscribedStreams(context, subscription.key),
      leaseTtlMs: subscription.leaseTtlMs,
    };
  });
}

function checkWorker(options: { readonly worker: string }): string {
  checkOptions("claim", options ?? null, { worker: isStringOfLength(1, maxWorkerLength) });
  if (options.worker === undefined)
    throw new StreamError("BAD_REQUEST", "claim: worker is required: pass a name for the worker");
  return options.worker;
}
