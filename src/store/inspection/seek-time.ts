import type { SeekResult } from "../../protocol/inspection/timeline.ts";
import { StreamError } from "../../protocol/errors.ts";
import { offsetAt } from "../streams/lineage.ts";
import { requireStream } from "../context.ts";
import type { InspectionContext } from "./context.ts";
import { positionAtTime } from "./times.ts";

export function seekTime({ store }: InspectionContext, path: string, time: number): SeekResult {
  if (typeof time !== "number" || !Number.isFinite(time))
    throw new StreamError("BAD_REQUEST", "seekTime: time must be milliseconds since the epoch");
  return store.snapshot(() => {
    const state = requireStream(store, path);
    return { offset: offsetAt(store, state, positionAtTime(store, state, time)) };
  });
}
