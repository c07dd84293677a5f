import { StreamError } from "../../protocol/errors.ts";
import {
  replicationAccess,
  type ReplicationAction,
  type ReplicationOperations,
  type ReplicationStatus,
} from "../../protocol/replication.ts";
import { Condition } from "../../waiting/condition.ts";
import { allows, assertAllowed, type AccessRules } from "./access.ts";

/** The part of a `Replication` that a port uses. */
export interface ReplicationSource extends ReplicationOperations {
  readonly status$: {
    subscribe(next: (status: ReplicationStatus) => void): { unsubscribe(): void };
  };
  /** Whether it includes the stream at this path. */
  replicates(path: string): boolean;
}

/**
 * Yields the status of all replications now and whenever one has changed, with the streams that the window may read.
 * Skips intermediate values, so a window that does not read holds one status.
 */
export async function* replicationStatus(
  sources: readonly ReplicationSource[],
  access: AccessRules,
  signal: AbortSignal,
): AsyncGenerator<ReplicationStatus[], void, undefined> {
  const latest = new Map<ReplicationSource, ReplicationStatus>();
  let isNew = sources.length === 0;
  const changed = new Condition();
  const onAbort = () => changed.wake();
  signal.addEventListener("abort", onAbort);
  const subscriptions = sources.map((source) =>
    source.status$.subscribe((status) => {
      latest.set(source, status);
      isNew = latest.size === sources.length;
      if (isNew) changed.wake();
    }),
  );
  try {
    while (!signal.aborted) {
      while (!isNew && !signal.aborted) await changed.wait();
      if (signal.aborted) return;
      isNew = false;
      yield sources.map((source) => visible(latest.get(source)!, access));
    }
  } finally {
    signal.removeEventListener("abort", onAbort);
    for (const subscription of subscriptions) subscription.unsubscribe();
  }
}

/** @throws StreamError `FORBIDDEN`, `NOT_FOUND`, `BAD_REQUEST` */
export async function controlReplication(
  sources: readonly ReplicationSource[],
  access: AccessRules,
  [path, action]: readonly unknown[],
): Promise<void> {
  if (typeof path !== "string") throw new StreamError("BAD_REQUEST", "the path must be a string");
  assertAllowed(access, path, replicationAccess.controlReplication);
  // For all streams at once: a rule for a longer prefix may exclude some of them.
  if (path === "" && typeof access !== "string" && Object.values(access).some((level) => level !== "manage"))
    throw new StreamError("FORBIDDEN", "this window may not manage all streams");
  const concerned = sources.filter((source) => path === "" || source.replicates(path));
  if (concerned.length === 0)
    throw new StreamError("NOT_FOUND", `stream ${JSON.stringify(path)} is not replicated`);
  for (const source of concerned) await source.controlReplication(path, action as ReplicationAction);
}

function visible(status: ReplicationStatus, access: AccessRules): ReplicationStatus {
  return { ...status, streams: status.streams.filter(({ path }) => allows(access, path, "read")) };
}
