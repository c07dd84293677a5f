import { Command } from "commander";
import { parseOffset } from "../protocol/offset.ts";
import type { PackedPage } from "../protocol/packed-page.ts";
import type { StreamStore } from "../store/index.ts";
import { openOutput, openStandardOutput, standardOutput, type Output } from "./export/output.ts";
import { pageBytes } from "./export/page-bytes.ts";
import { positionIn, withPosition, type PositionOptions } from "./terminal/position-options.ts";
import { Progress } from "./terminal/progress.ts";
import { runUntilStopped } from "./terminal/stop-signal.ts";
import { withStore } from "./terminal/with-store.ts";
import { openToRead } from "./where/open-store.ts";
import { pagesUpToTail } from "./where/pages-up-to-tail.ts";

interface ExportOptions extends PositionOptions {
  readonly output?: string;
  readonly force?: boolean;
  readonly ndjson?: boolean;
}

export function exportCommand(): Command {
  return withPosition(
    new Command("export")
      .description("Write the messages of a stream to standard output or to a file, byte for byte.")
      .argument("<directory>", "the store's folder; works while an app is using the store")
      .argument("<path>", "the stream's path"),
  )
    .option("--output <file>", "write to this file, outside of any store, instead of standard output")
    .option("--force", "replace the file if it exists, once the export is complete")
    .option("--ndjson", "write each message of a text or byte stream as a line of JSON, for import --ndjson")
    .addHelpText("after", helpText)
    .action(runExport);
}

const helpText = `
Messages are written one after another with nothing in between; in an
application/json stream each message is on its own line. Messages appended after
the export has started are not included.

Messages of a text stream that have line breaks inside, or none at their end, are
exported byte for byte, too, but import makes a message of each line. With --ndjson
each message is one line: a JSON string, or { "base64": ... } if it is not UTF-8.

Examples:
  $ electron-durable-streams export ./streams logs/system > system.log
  $ electron-durable-streams export ./streams orders --output orders.ndjson
  $ electron-durable-streams export ./streams logs/system --last 50
  $ electron-durable-streams export ./streams orders | jq .total`;

async function runExport(directory: string, path: string, options: ExportOptions): Promise<void> {
  await runUntilStopped(
    (signal) =>
      withStore(openToRead(directory), (store) =>
        exportStream(store, path, options, () => outputOf(directory, options), signal),
      ),
    () => "stopped: the export is incomplete",
  );
}

async function outputOf(directory: string, { output: file, force = false }: ExportOptions): Promise<Output> {
  if (file === undefined) return openStandardOutput(directory);
  return openOutput(file, { overwrite: force, storeFolder: directory });
}

async function exportStream(
  store: StreamStore,
  path: string,
  options: ExportOptions,
  openTarget: () => Promise<Output>,
  signal: AbortSignal,
): Promise<void> {
  const pages = pagesUpToTail(store, path, positionIn(options), signal);
  // Read before the output is opened, so that a stream that cannot be exported leaves no empty file behind.
  const { value: first } = await pages.next();
  const output = await openTarget();
  try {
    if (first) await writePages(first, pages, output, options.ndjson ?? false);
  } catch (error) {
    await output.discard();
    throw error;
  }
  await output.close();
}

async function writePages(
  first: PackedPage,
  others: AsyncIterable<PackedPage>,
  output: Output,
  ndjson: boolean,
): Promise<void> {
  const total = parseOffset(first.tailOffset).position - first.position;
  const isShown = process.stderr.isTTY && (output !== standardOutput || !process.stdout.isTTY);
  const progress = new Progress("Exporting", isShown);
  let last: number | undefined;
  const write = async (page: PackedPage) => {
    const bytes = pageBytes(page, last, ndjson);
    await output.write(bytes);
    last = bytes.at(-1) ?? last;
    progress.update(page.position + page.lengths.length - first.position, total);
  };
  try {
    await write(first);
    for await (const page of others) await write(page);
  } finally {
    progress.stop();
  }
}
