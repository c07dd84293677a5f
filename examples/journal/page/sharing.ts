import type { ReplicationStatus } from "electron-durable-streams/replication";

/** The state of the replication with the server, as a text for the toolbar. */
export function describeSharing(statuses: readonly ReplicationStatus[]): string | undefined {
  if (statuses.length === 0) return undefined;
  const streams = statuses.flatMap((status) => status.streams);
  const stopped = streams.find(({ state }) => state === "stopped");
  if (stopped) return `Sync stopped: ${stopped.error?.message}`;
  const unsent = streams.reduce((sum, { lag }) => sum + (lag.messages ?? 0), 0);
  const isSynced = unsent === 0 && streams.every(({ state }) => state === "upToDate");
  if (isSynced) return "Synced with the server";
  return unsent === 0 ? "Server unreachable" : `${unsent} ${unsent === 1 ? "change" : "changes"} not synced`;
}
