import type { ForkSummary, Lifeline } from "../../protocol/inspection/lifeline.ts";
import { formatOffset } from "../../protocol/offset.ts";
import { isExpiredAt } from "../streams/expiry.ts";
import { appendedAt } from "../streams/lineage/lineage.ts";
import { settleAndRequire } from "../streams/settle.ts";
import { toInfo } from "../streams/info.ts";
import type { ReadonlyStream } from "../streams/stream.ts";
import type { InspectionContext } from "./context.ts";
import { firstAppendAt, lastAppendAt } from "./times.ts";

const maxForks = 1000;

export function lifeline(context: InspectionContext, path: string): Lifeline {
  const { store } = context;
  return store.snapshot(() => {
    const stream = settleAndRequire(store, path, store.readEffects);
    const first = firstAppendAt(store, stream);
    const last = lastAppendAt(store, stream);
    const forked = forkedAtAppend(context, stream);
    return {
      info: toInfo(store, stream),
      droppedMessages: stream.floor,
      ...(first !== undefined && { firstAppendAt: first }),
      ...(last !== undefined && { lastAppendAt: last }),
      ...(forked !== undefined && { forkedAtAppend: forked }),
      forks: forksOf(context, stream),
    };
  });
}

/** When the message before the fork was appended, if it can still be read: a dropped one may be deleted already. */
function forkedAtAppend({ store }: InspectionContext, stream: ReadonlyStream): number | undefined {
  if (!stream.fork || stream.fork.position <= stream.floor) return undefined;
  return appendedAt(store, stream, stream.fork.position);
}

function forksOf({ store, table }: InspectionContext, { id }: ReadonlyStream): ForkSummary[] {
  const forks: ForkSummary[] = [];
  for (const forkId of table.forkIds(id, maxForks)) {
    const fork = store.catalog.peek(forkId);
    if (!fork?.fork || fork.deleted || isExpiredAt(fork, store.clock.now(), store.live)) continue;
    forks.push({
      path: fork.path,
      createdAt: fork.createdAt,
      offset: formatOffset(id, fork.fork.position),
    });
  }
  return forks;
}
