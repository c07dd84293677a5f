import type { Append, Operation } from "./plan/operation.ts";
import { maxInFlight } from "./plan/plan.ts";

/**
 * What a producer sends again when it does not know how its last appends ended: its last acknowledged append and those
 * after it.
 */
export function appendsToRetry(plan: readonly Operation[], acknowledged: number): Append[] {
  const last = plan.slice(0, acknowledged).findLast(isRetried);
  const unanswered = plan.slice(acknowledged, acknowledged + maxInFlight).filter(isRetried);
  return [...(last ? [last] : []), ...unanswered];
}

function isRetried(operation: Operation): operation is Append {
  return operation.kind === "append" && operation.producer !== undefined;
}
