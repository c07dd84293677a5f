import type { StoreContext } from "../../context.ts";
import { appendedAt } from "./lineage.ts";
import type { ReadonlyStream } from "../stream.ts";

/**
 * The position after the messages that were appended before `time`, in milliseconds since the epoch: the next one is the
 * first at `time` or later. Times never decrease within a stream, so a binary search among the positions `low` to `high`
 * finds it.
 */
export function positionAtTime(
  context: Pick<StoreContext, "catalog" | "log">,
  stream: ReadonlyStream,
  time: number,
  low = stream.floor,
  high = stream.tail,
): number {
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (appendedAt(context, stream, middle + 1) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
