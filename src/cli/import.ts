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
import { Progress } from "./terminal/progress.ts";
import { runUntilStopped } from "./terminal/stop-signal.ts";
import { withStore } from "./terminal/with-store.ts";

interface ImportOptions {
  readonly into: string;
  readonly contentType?: string;
  readonly again?: string;
}

/** The store's own default: what an app with another limit wrote can be exported all the same. */
const maxMessageBytes = 10 * 1024 * 1024;

export function importCommand(): Command {
  return new Command("import")
    .description("Append the lines of a file or of standard input to a stream, one message a line.")
    .argument("<directory>", "the store's folder; created if it is missing")
    .argument("[file]", "the file to read; standard input if it is left out or -")
    .requiredOption("--into <path>", "the stream's path; created if it is missing")
    .option(
      "--content-type <type>",
      "the stream's type; by default application/json for .ndjson and .jsonl, otherwise text/plain",
    )
    .option("--again <label>", "import the same content once more; each label does so once")
    .addHelpText("after", helpText)
    .action(runImport);
}

const helpText = `
Each line becomes one message, with its line ending as it is, so that export gives
back the same bytes. In an application/json stream each line has to be valid JSON.

It is safe to repeat: content that was imported into the stream before, all of it
or a part, is recognised, and only what is missing is appended.

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

/** Opens the store after the input was checked: an input that is refused leaves no new store behind. */
async function importSource(
  source: Source,
  contentType: string,
  directory: string,
  options: ImportOptions,
  signal: AbortSignal,
): Promise<ImportCount> {
  const reader = { contentType, maxMessageBytes };
  const found = await survey(source, reader, signal);
  return withStore(openStreamStore({ directory, maxMessageBytes, compactIntervalMs: 0 }), async (store) => {
    await ensureStream(store, options.into, contentType);
    return appendAll(store, options, inBatches(readAgain(source, reader, found)), found, signal);
  });
}

function contentTypeOf(file: string): string {
  return [".ndjson", ".jsonl"].includes(extname(file).toLowerCase()) ? "application/json" : "text/plain";
}

/** A stream that is there is taken as it is, whatever its expiry and retention; only its type has to fit. */
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
    `stream ${JSON.stringify(path)} is of type ${existing}, not ${contentType} (see --content-type)`,
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
  const progress = new Progress("importing");
  try {
    return await appendBatches(store, into, producer, batches, signal, (count) =>
      progress.update(count.bytes + count.knownBytes, bytes),
    );
  } finally {
    progress.stop();
  }
}

function summary({ lines, bytes, knownLines }: ImportCount, path: string): string {
  return `imported ${lines} lines (${bytes} bytes) into ${path}, ${knownLines} were already there`;
}

function interruption(count: ImportCount | undefined): string {
  const done = count ? `after ${count.lines + count.knownLines} lines` : "before anything was written";
  return `stopped ${done}; run the same command again to go on, nothing will be there twice`;
}
