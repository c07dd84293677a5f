import { Command, Option } from "commander";
import { parseOffset } from "../protocol/offset.ts";
import type { PackedPage } from "../protocol/packed-page.ts";
import { openStreamStore, type StreamStore } from "../store/index.ts";
import { openOutput, openStandardOutput, standardOutput, type Output } from "./export/output.ts";
import { pageBytes } from "./export/page-bytes.ts";
import { parseCount, parseTime } from "./terminal/parse-position.ts";
import { Progress } from "./terminal/progress.ts";
import { runUntilStopped } from "./terminal/stop-signal.ts";
import { withStore } from "./terminal/with-store.ts";

interface ExportOptions {
  readonly from?: string;
  readonly last?: number;
  readonly since?: Date;
  readonly output?: string;
  readonly force?: boolean;
  readonly ndjson?: boolean;
}

/** A page is held in memory as a whole: these keep it at about a megabyte. */
const limitBytes = 1024 * 1024;
const limitMessages = 10_000;

export function exportCommand(): Command {
  return new Command("export")
    .description("Write the messages of a stream to standard output or to a file, byte for byte.")
    .argument("<directory>", "the store's folder; works while an app is using the store")
    .argument("<path>", "the stream's path")
    .addOption(new Option("--from <offset>", "start after this offset").conflicts(["last", "since"]))
    .addOption(
      new Option("--last <count>", "start so many messages before the end")
        .argParser(parseCount)
        .conflicts("since"),
    )
    .addOption(
      new Option("--since <time>", "start with the first message appended at this time or later").argParser(
        parseTime,
      ),
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
      withStore(openStreamStore({ directory, readOnly: true }), (store) =>
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
  { from, last, since, ndjson = false }: ExportOptions,
  openTarget: () => Promise<Output>,
  signal: AbortSignal,
): Promise<void> {
  // Read before the output is opened, so that a stream that cannot be exported leaves no empty file behind.
  const position = {
    ...(from !== undefined && { offset: from }),
    ...(last !== undefined && { last }),
    ...(since && { since }),
  };
  const first = await store.readPacked(path, { ...position, limitBytes, limitMessages });
  const output = await openTarget();
  try {
    await writePages(store, path, first, output, ndjson, signal);
  } catch (error) {
    await output.discard();
    throw error;
  }
  await output.close();
}

/** Writes up to the tail as of the first page, so that the export ends even if the stream keeps growing. */
async function writePages(
  store: StreamStore,
  path: string,
  first: PackedPage,
  output: Output,
  ndjson: boolean,
  signal: AbortSignal,
): Promise<void> {
  const end = parseOffset(first.tailOffset).position;
  const start = first.position;
  const isShown = process.stderr.isTTY && (output !== standardOutput || !process.stdout.isTTY);
  const progress = new Progress("Exporting", isShown);
  let page = first;
  let last: number | undefined;
  try {
    while (page.lengths.length > 0) {
      signal.throwIfAborted();
      const bytes = pageBytes(page, last, ndjson);
      await output.write(bytes);
      last = bytes.at(-1) ?? last;
      const position = page.position + page.lengths.length;
      progress.update(position - start, end - start);
      if (position >= end) return;
      const limits = { limitBytes, limitMessages: Math.min(limitMessages, end - position) };
      page = await store.readPacked(path, { offset: page.nextOffset, ...limits });
    }
  } finally {
    progress.stop();
  }
}
