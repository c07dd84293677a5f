import type { ReplicationStatus } from "electron-durable-streams/replication";

/** How the journal stands with the server, in words. */
export function describeSharing(statuses: readonly ReplicationStatus[]): string | undefined {
  if (statuses.length === 0) return undefined;
  const streams = statuses.flatMap((status) => status.streams);
  const stopped = streams.find(({ state }) => state === "stopped");
  if (stopped) return `Not in step: ${stopped.error?.message}`;
  const unsent = streams.reduce((sum, { lag }) => sum + (lag.messages ?? 0), 0);
  const isInStep = unsent === 0 && streams.every(({ state }) => state === "upToDate");
  if (isInStep) return "In step with the server";
  return unsent === 0 ? "The server is out of reach" : `${unsent} not at the server yet`;
}
