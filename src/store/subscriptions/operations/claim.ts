import { StreamError } from "../../../protocol/errors.ts";
import { checkOptions } from "../../check-options.ts";
import { assertSubscriptionId } from "../config.ts";
import { submitFor } from "../submit-for.ts";
import { subscribedStreams } from "../links/subscribed-streams.ts";
import { requireSubscription, type SubscriptionContext } from "../context.ts";
import type { Claim } from "../subscription.ts";
import { issueToken } from "../wakes/token.ts";
import { startLease, wakeIfPending } from "../wakes/wakes.ts";

const maxWorkerLength = 256;

/**
 * Takes a pull-wake subscription's work, if nobody has it: from then on the lease runs (PROTOCOL.md,
 * section 7.2).
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
      throw new StreamError("ALREADY_CLAIMED", "another worker holds the lease", {
        currentHolder: subscription.holder,
        generation: subscription.generation,
      });
    }
    if (subscription.wakeId === null && !wakeIfPending(context, transaction, subscription)) {
      throw new StreamError("NO_PENDING_WORK", "there is nothing to process");
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
  const isName = (value: unknown) =>
    typeof value === "string" && value !== "" && value.length <= maxWorkerLength;
  checkOptions("claim", options ?? null, {
    worker: [isName, `a text of 1 to ${maxWorkerLength} characters`],
  });
  if (options.worker === undefined) throw new StreamError("BAD_REQUEST", "claim: worker is missing");
  return options.worker;
}
