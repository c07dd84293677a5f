import type { SeekResult } from "../../protocol/inspection/timeline.ts";
import { StreamError } from "../../protocol/errors.ts";
import { offsetAt } from "../streams/lineage/lineage.ts";
import { settleAndRequire } from "../streams/settle.ts";
import type { InspectionContext } from "./context.ts";
import { positionAtTime } from "../streams/lineage/time-search.ts";

export function seekTime({ store }: InspectionContext, path: string, time: number): SeekResult {
  if (typeof time !== "number" || !Number.isFinite(time))
    throw new StreamError("BAD_REQUEST", "seekTime: time must be milliseconds since the epoch");
  return store.snapshot(() => {
    const stream = settleAndRequire(store, path, store.readEffects);
    return { offset: offsetAt(store, stream, positionAtTime(store, stream, time)) };
  });
}
