import { Command } from "commander";
import { openStreamStore, type StreamStore } from "../store/index.ts";
import { Progress } from "./terminal/progress.ts";
import { runUntilStopped } from "./terminal/stop-signal.ts";
import { withStore } from "./terminal/with-store.ts";

export function backupCommand(): Command {
  return new Command("backup")
    .description("Copy a store into one file, as it is at the start.")
    .argument("<directory>", "the store's folder; an app may have it open meanwhile, and write")
    .argument("<file>", "the file to write; replaced, once the copy is complete, if it exists")
    .addHelpText("after", helpText)
    .action(runBackup);
}

const helpText = `
To use the copy, put it into a folder of its own, under the name streams.db.

Examples:
  $ electron-durable-streams backup ./streams streams-monday.db`;

async function runBackup(directory: string, file: string): Promise<void> {
  const copy = async (store: StreamStore, signal: AbortSignal) => {
    const progress = new Progress("copying");
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
