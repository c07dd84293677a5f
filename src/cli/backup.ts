import { Command } from "commander";
import { resolveTarget } from "../store/files/index.ts";
import { openStreamStore, type StreamStore } from "../store/index.ts";
import { Progress } from "./terminal/progress.ts";
import { runUntilStopped } from "./terminal/stop-signal.ts";
import { withStore } from "./terminal/with-store.ts";

export function backupCommand(): Command {
  return new Command("backup")
    .description("Copy a store, as it is when the copy starts, into a single file.")
    .argument("<directory>", "the store's folder; works while an app is using the store")
    .argument(
      "<file>",
      "the file to write, outside of any store; an existing one is replaced once the copy is complete",
    )
    .addHelpText("after", helpText)
    .action(runBackup);
}

const helpText = `
To use the copy, move it into an empty folder under the name streams.db.

Examples:
  $ electron-durable-streams backup ./streams streams-monday.db`;

async function runBackup(directory: string, file: string): Promise<void> {
  // Unlike an app, which may keep copies beside its store.
  resolveTarget(file, { folder: directory, mayBeBeside: false });
  const copy = async (store: StreamStore, signal: AbortSignal) => {
    const progress = new Progress("Copying");
    try {
      await store.backup(file, { signal, onProgress: ({ pages, total }) => progress.update(pages, total) });
    } finally {
      progress.stop();
    }
  };
  await runUntilStopped(
    (signal) => withStore(openStreamStore({ directory, readOnly: true }), (store) => copy(store, signal)),
    () => "stopped: nothing was written",
  );
}
