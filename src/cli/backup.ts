import { Command } from "commander";
import { openStreamStore } from "../store/index.ts";
import { fail } from "./terminal/fail.ts";
import { startProgress } from "./terminal/progress.ts";
import { stopSignal } from "./terminal/stop-signal.ts";

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
  const store = openStreamStore({ directory, readOnly: true });
  const stop = stopSignal();
  let progress: ReturnType<typeof startProgress> | undefined;
  try {
    await store.backup(file, {
      signal: stop.signal,
      onProgress({ pages, total }) {
        progress ??= startProgress("copying", total);
        progress.update(pages);
      },
    });
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    fail("stopped: nothing was written", stop.exitCode);
  } finally {
    progress?.stop();
    stop.release();
    await store.close();
  }
}
