import { Command } from "commander";
import { counted } from "../terminal/counted.ts";
import { printJson } from "../terminal/print.ts";
import { withStore } from "../terminal/with-store.ts";
import { openToWrite } from "../where/open-store.ts";

interface CompactOptions {
  readonly json?: boolean;
}

export function compactCommand(): Command {
  return new Command("compact")
    .description("Return the space of deleted messages to the file system.")
    .argument("<directory>", "the store's folder; no app may be using it")
    .option("--json", "print the result as a line of JSON")
    .addHelpText("after", helpText)
    .action(runCompact);
}

const helpText = `
A store does this by itself while an app uses it, in small steps.

Examples:
  $ electron-durable-streams compact ./streams`;

async function runCompact(directory: string, { json }: CompactOptions): Promise<void> {
  await withStore(openToWrite(directory, { compactIntervalMs: 0 }), async (store) => {
    const before = store.stats().fileBytes;
    await store.compact();
    const after = store.stats().fileBytes;
    if (json) return printJson({ directory, bytesBefore: before, bytesAfter: after });
    console.log(`Compacted ${directory}: ${counted(before, "byte")} before, ${counted(after, "byte")} now`);
  });
}
