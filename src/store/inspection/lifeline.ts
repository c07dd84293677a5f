import type { ForkSummary, Lifeline } from "../../protocol/inspection/lifeline.ts";
import { formatOffset } from "../../protocol/offset.ts";
import { isExpired } from "../streams/expiry.ts";
import { appendedAt } from "../streams/lineage.ts";
import { requireStream } from "../context.ts";
import { toInfo } from "../streams/info.ts";
import type { StreamState } from "../streams/stream.ts";
import type { InspectionContext } from "./context.ts";
import { firstAppendAt, lastAppendAt } from "./times.ts";

const maxForks = 1000;

export function lifeline(context: InspectionContext, path: string): Lifeline {
  const { store } = context;
  return store.snapshot(() => {
    const state = requireStream(store, path);
    const first = firstAppendAt(store, state);
    const last = lastAppendAt(store, state);
    const forked = forkedAtAppend(context, state);
    return {
      info: toInfo(store, state),
      droppedMessages: state.floor,
      ...(first !== undefined && { firstAppendAt: first }),
      ...(last !== undefined && { lastAppendAt: last }),
      ...(forked !== undefined && { forkedAtAppend: forked }),
      forks: forksOf(context, state),
    };
  });
}

/** Of a message that can still be read: one that was dropped may be deleted. */
function forkedAtAppend({ store }: InspectionContext, state: StreamState): number | undefined {
  if (!state.fork || state.fork.position <= state.floor) return undefined;
  return appendedAt(store, state, state.fork.position);
}

function forksOf({ store, table }: InspectionContext, { id }: StreamState): ForkSummary[] {
  const forks: ForkSummary[] = [];
  for (const forkId of table.forkIds(id, maxForks)) {
    const fork = store.catalog.peek(forkId);
    if (!fork?.fork || fork.deleted || isExpired(store, fork)) continue;
    forks.push({
      path: fork.path,
      createdAt: fork.createdAt,
      offset: formatOffset(id, fork.fork.position),
    });
  }
  return forks;
}
