import { extname } from "node:path";
import { Command } from "commander";
import { mediaType } from "../protocol/content-type.ts";
import { StreamError } from "../protocol/errors.ts";
import { assertStreamPath } from "../protocol/stream-path.ts";
import { openStreamStore, type StreamStore } from "../store/index.ts";
import { fail } from "./terminal/fail.ts";
import { appendBatches, type ImportCount } from "./import/append-batches.ts";
import { batchingName, inBatches, type Batch } from "./import/batches.ts";
import { readAgain, survey, type MessageReader, type Survey } from "./import/read-messages.ts";
import { openFile, spool, type Source } from "./import/source.ts";
import { startProgress } from "./terminal/progress.ts";
import { stopSignal } from "./terminal/stop-signal.ts";

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
  const stop = stopSignal();
  const state: { source?: Source; store?: StreamStore; count?: ImportCount } = {};
  try {
    const isStandardInput = file === undefined || file === "-";
    const contentType = options.contentType ?? contentTypeOf(isStandardInput ? "" : file);
    const reader = { contentType, maxMessageBytes };
    state.source = await (isStandardInput ? spool(process.stdin, stop.signal) : openFile(file, stop.signal));
    const found = await survey(state.source, reader, stop.signal);
    state.store = openStreamStore({ directory, maxMessageBytes, compactIntervalMs: 0 });
    await ensureStream(state.store, options.into, contentType);
    state.count = await appendAll(
      state.store,
      options,
      batchesOf(state.source, reader, found),
      found,
      stop.signal,
    );
    if (!stop.signal.aborted) console.log(summary(state.count, options.into));
  } catch (error) {
    if (!stop.signal.aborted || (error as Error).name !== "AbortError") throw error;
  } finally {
    await state.store?.close();
    await state.source?.close();
    stop.release();
  }
  if (stop.signal.aborted) fail(interruption(state.count), stop.exitCode);
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

function batchesOf(source: Source, reader: MessageReader, found: Survey): AsyncIterable<Batch> {
  return inBatches(readAgain(source, reader, found));
}

async function appendAll(
  store: StreamStore,
  { into, again }: ImportOptions,
  batches: AsyncIterable<Batch>,
  { hash, bytes }: Survey,
  signal: AbortSignal,
): Promise<ImportCount> {
  const producer = ["import", batchingName, hash, ...(again === undefined ? [] : [again])].join(":");
  const progress = startProgress("importing", bytes);
  try {
    return await appendBatches(store, into, producer, batches, signal, (count) =>
      progress.update(count.bytes + count.knownBytes),
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
