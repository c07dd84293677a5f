import { join } from "node:path";
import { app } from "electron";
import { openStreamStore, type StreamStore } from "electron-durable-streams";
import { exposeStreams } from "electron-durable-streams/main";
import type { Replication } from "electron-durable-streams/replication";
import { journalPath } from "../journal/events.ts";
import { shareJournal } from "./share.ts";

export interface Streams {
  readonly store: StreamStore;
  readonly replications: readonly Replication[];
}

/** Opens the store and lets the app's own pages use it: all that the main process does with streams. */
export async function openStreams(): Promise<Streams> {
  const store = openStreamStore({ directory: join(app.getPath("userData"), "streams") });
  await store.create(journalPath, { contentType: "application/json" });
  const replications = await shareJournal(store);
  exposeStreams(store, { replications });
  // Optional: acknowledged events are on disk anyway.
  app.on("will-quit", () => void store.close());
  return { store, replications };
}
