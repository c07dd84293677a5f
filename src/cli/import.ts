import { extname } from "node:path";
import { Command } from "commander";
import { mediaType } from "../protocol/content-type.ts";
import { StreamError } from "../protocol/errors.ts";
import { assertStreamPath } from "../protocol/stream-path.ts";
import { openStreamStore, type StreamStore } from "../store/index.ts";
import { appendBatches, type ImportCount } from "./import/append-batches.ts";
import { batchingName, inBatches, type Batch } from "./import/batches.ts";
import { readAgain, survey, type Survey } from "./import/read-messages.ts";
import { openFile, spool, type Source } from "./import/source.ts";
import { counted } from "./terminal/counted.ts";
import { Progress } from "./terminal/progress.ts";
import { runUntilStopped } from "./terminal/stop-signal.ts";
import { withStore } from "./terminal/with-store.ts";

interface ImportOptions {
  readonly into: string;
  readonly contentType?: string;
  readonly again?: string;
}

/** The store's default. A larger message, from an app with a higher limit, can be exported but not imported. */
const maxMessageBytes = 10 * 1024 * 1024;

export function importCommand(): Command {
  return new Command("import")
    .description("Append the lines of a file or of standard input to a stream, one message per line.")
    .argument("<directory>", "the store's folder; created if it does not exist")
    .argument("[file]", "the file to read; standard input if omitted or -")
    .requiredOption("--into <path>", "the stream's path; created if it does not exist")
    .option(
      "--content-type <type>",
      "the stream's content type; by default application/json for .ndjson and .jsonl, otherwise text/plain",
    )
    .option("--again <label>", "import the same content again, once per label")
    .addHelpText("after", helpText)
    .action(runImport);
}

const helpText = `
Each line becomes one message and keeps its line ending, so that export returns
the same bytes. In an application/json stream each line must be valid JSON.

Repeating an import is safe: content that was imported into the stream before, in
full or in part, is recognised, and only the missing lines are appended.

Examples:
  $ electron-durable-streams import ./streams --into logs/system system.log
  $ electron-durable-streams import ./streams --into orders orders.ndjson
  $ journalctl | electron-durable-streams import ./streams --into logs/journal`;

async function runImport(directory: string, file: string | undefined, options: ImportOptions): Promise<void> {
  assertStreamPath(options.into);
  let count: ImportCount | undefined;
  await runUntilStopped(
    async (signal) => {
      const isStandardInput = file === undefined || file === "-";
      const contentType = options.contentType ?? contentTypeOf(isStandardInput ? "" : file);
      const source = await (isStandardInput ? spool(process.stdin, signal) : openFile(file, signal));
      try {
        count = await importSource(source, contentType, directory, options, signal);
      } finally {
        await source.close();
      }
      signal.throwIfAborted();
      console.log(summary(count, options.into));
    },
    () => interruption(count),
  );
}

/** Opens the store after the input has been checked, so that an invalid input creates no store. */
async function importSource(
  source: Source,
  contentType: string,
  directory: string,
  options: ImportOptions,
  signal: AbortSignal,
): Promise<ImportCount> {
  const format = { contentType, maxMessageBytes };
  const found = await survey(source, format, signal);
  return withStore(openStreamStore({ directory, maxMessageBytes, compactIntervalMs: 0 }), async (store) => {
    await ensureStream(store, options.into, contentType);
    return appendAll(store, options, inBatches(readAgain(source, format, found)), found, signal);
  });
}

function contentTypeOf(file: string): string {
  return [".ndjson", ".jsonl"].includes(extname(file).toLowerCase()) ? "application/json" : "text/plain";
}

/** An existing stream is used whatever its expiry and retention; only its media type must match. */
async function ensureStream(store: StreamStore, path: string, contentType: string): Promise<void> {
  let existing: string;
  try {
    existing = (await store.head(path)).contentType;
  } catch (error) {
    if (!(error instanceof StreamError) || error.code !== "NOT_FOUND") throw error;
    await store.create(path, { contentType });
    return;
  }
  if (mediaType(existing) === mediaType(contentType)) return;
  throw new StreamError(
    "CONTENT_TYPE_MISMATCH",
    `stream ${JSON.stringify(path)} has content type ${existing}, not ${contentType} (see --content-type)`,
  );
}

async function appendAll(
  store: StreamStore,
  { into, again }: ImportOptions,
  batches: AsyncIterable<Batch>,
  { hash, bytes }: Survey,
  signal: AbortSignal,
): Promise<ImportCount> {
  const producer = ["import", batchingName, hash, ...(again === undefined ? [] : [again])].join(":");
  const progress = new Progress("Importing");
  try {
    return await appendBatches(store, into, producer, batches, signal, (count) =>
      progress.update(count.bytes + count.knownBytes, bytes),
    );
  } finally {
    progress.stop();
  }
}

function summary({ lines, bytes, knownLines }: ImportCount, path: string): string {
  return `Imported ${counted(lines, "line")} (${counted(bytes, "byte")}) into ${path}; ${knownLines} already present`;
}

function interruption(count: ImportCount | undefined): string {
  const done = count
    ? `after ${counted(count.lines + count.knownLines, "line")}`
    : "before anything was written";
  return `stopped ${done}; run the same command again to continue, no line is imported twice`;
}
