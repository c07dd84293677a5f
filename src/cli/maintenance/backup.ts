import { statSync } from "node:fs";
import { resolve } from "node:path";
import { Command } from "commander";
import { resolveTarget } from "../../store/files/index.ts";
import type { StreamStore } from "../../store/index.ts";
import { openToRead } from "../where/open-store.ts";
import { counted } from "../terminal/counted.ts";
import { printJson } from "../terminal/print.ts";
import { Progress } from "../terminal/progress.ts";
import { runUntilStopped } from "../terminal/stop-signal.ts";
import { withStore } from "../terminal/with-store.ts";

interface BackupCommandOptions {
  readonly json?: boolean;
}

export function backupCommand(): Command {
  return new Command("backup")
    .description("Copy a store, as it is when the copy starts, into a single file.")
    .argument("<directory>", "the store's folder; works while an app is using the store")
    .argument(
      "<file>",
      "the file to write, outside of any store; an existing one is replaced once the copy is complete",
    )
    .option("--json", "print the result as a line of JSON")
    .addHelpText("after", helpText)
    .action(runBackup);
}

const helpText = `
To use the copy, move it into an empty folder under the name streams.db.

Examples:
  $ electron-durable-streams backup ./streams streams-monday.db`;

async function runBackup(directory: string, file: string, { json }: BackupCommandOptions): Promise<void> {
  // Unlike an app, which may keep copies beside its store.
  resolveTarget(file, { folder: directory, mayBeBeside: false });
  const copy = async (store: StreamStore, signal: AbortSignal) => {
    const progress = new Progress("Copying");
    try {
      await store.backup(file, { signal, onProgress: ({ pages, total }) => progress.update(pages, total) });
    } finally {
      progress.stop();
    }
    const { size } = statSync(file);
    const { streams } = store.stats();
    if (json) return printJson({ directory, file: resolve(file), streams, bytes: size });
    console.log(`Copied ${counted(streams, "stream")} (${counted(size, "byte")}) to ${resolve(file)}`);
  };
  await runUntilStopped(
    (signal) => withStore(openToRead(directory), (store) => copy(store, signal)),
    () => "stopped: nothing was written",
  );
}
