import type { StreamStore } from "electron-durable-streams";
import { electronConnectivity } from "electron-durable-streams/main";
import { replicate, type Replication } from "electron-durable-streams/replication";
import { journalPath, sharedPath } from "../journal/events.ts";

/** The Durable Streams server that the machines share. Without it the journal stays on this machine. */
const { JOURNAL_SERVER: url, JOURNAL_TOKEN: token } = process.env;

/** Pushes this machine's events into one stream on the server, and pulls that stream with all machines' events. */
export async function shareJournal(store: StreamStore): Promise<Replication[]> {
  if (!url) return [];
  await store.create(sharedPath, { contentType: "application/json" });
  const options = {
    url,
    ...(token && { headers: { Authorization: `Bearer ${token}` } }),
    connectivity: electronConnectivity(),
    remotePath: () => journalPath,
  };
  return [
    replicate(store, { ...options, direction: "push", streams: [journalPath], soleWriter: false }),
    replicate(store, { ...options, direction: "pull", streams: [sharedPath] }),
  ];
}
