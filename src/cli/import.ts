import { extname } from "node:path";
import { Command } from "commander";
import { StreamError } from "../protocol/errors.ts";
import { sameContentType } from "../protocol/media-type.ts";
import { assertStreamPath } from "../protocol/stream-path.ts";
import type { StoreOptions, StreamStore } from "../store/index.ts";
import { assertEncoding } from "../transfer/import/encoding.ts";
import {
  checkInput,
  importLines,
  type ImportCount,
  type ImportOptions,
} from "../transfer/import/import-lines.ts";
import { openSource, openStandardInput, type Source } from "./import/source.ts";
import { definitionsIn, streamsOption } from "./terminal/definitions.ts";
import { counted } from "./terminal/counted.ts";
import { Progress } from "./terminal/progress.ts";
import { runUntilStopped } from "./terminal/stop-signal.ts";
import { openOrCreate } from "./where/open-store.ts";

interface CommandOptions {
  readonly into: string;
  readonly contentType?: string;
  readonly encoding?: string;
  readonly again?: string;
  readonly ndjson?: boolean;
  readonly streams?: string;
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
    .option("--encoding <name>", "the input's encoding, such as windows-1252; bytes stores it unchanged")
    .option(
      "--ndjson",
      "each line is a message of a text or byte stream in JSON, as export --ndjson writes it",
    )
    .option("--again <label>", "import as other content than before, once per label")
    .option(...streamsOption)
    .addHelpText("after", helpText)
    .action(runImport);
}

const helpText = `
Each line becomes one message and keeps its line ending, so that export returns
the same bytes. In an application/json stream each line must be valid JSON.

Text and JSON must be UTF-8, or UTF-16 with a byte order mark; UTF-16 is stored as
UTF-8. --encoding names any other encoding. A byte order mark before JSON is left
out.

A file is checked first, and imported only if all of its lines are valid. A pipe is
imported as it comes: readers see a line within a second, and Ctrl-C keeps all
complete lines.

Repeating an import is safe: an input that begins with the same line as an earlier
import into the stream is taken for the same input. Lines that were imported before
are recognised, also after the input has grown. If the input has become shorter or
has changed in those lines, the import is refused (INPUT_CHANGED). An input that
begins with another line is new: restart a pipe from its beginning. It is refused,
too, if it begins with the last messages of the stream, as a log does whose
beginning was cut off (the last 100,000 messages are compared). --again imports it
all the same.

Examples:
  $ electron-durable-streams import ./streams --into logs/system system.log
  $ electron-durable-streams import ./streams --into orders orders.ndjson
  $ tail -n +1 -f app.log | electron-durable-streams import ./streams --into logs/app`;

async function runImport(
  directory: string,
  file: string | undefined,
  options: CommandOptions,
): Promise<void> {
  assertStreamPath(options.into);
  assertEncoding(options.encoding);
  const isStandardInput = file === undefined || file === "-";
  const format: ImportOptions = {
    contentType: options.contentType ?? contentTypeOf(isStandardInput || options.ndjson === true ? "" : file),
    encoding: options.encoding,
    again: options.again,
    ndjson: options.ndjson,
    maxMessageBytes,
  };
  const storeOptions = { directory, maxMessageBytes, ...(await definitionsIn(options.streams)) };
  let count: ImportCount | undefined;
  let source: Source | undefined;
  await runUntilStopped(
    async (signal) => {
      source = isStandardInput ? openStandardInput(directory) : await openSource(file);
      try {
        count = await importSource(
          source,
          storeOptions,
          options.into,
          format,
          signal,
          (now) => (count = now),
        );
      } finally {
        await source.close();
      }
      signal.throwIfAborted();
      console.log(summary(count, options.into));
    },
    () => interruption(count, source),
  );
}

function contentTypeOf(file: string): string {
  return [".ndjson", ".jsonl"].includes(extname(file).toLowerCase()) ? "application/json" : "text/plain";
}

async function importSource(
  source: Source,
  storeOptions: StoreOptions & { readonly directory: string },
  path: string,
  format: ImportOptions,
  signal: AbortSignal,
  onProgress: (count: ImportCount) => void,
): Promise<ImportCount> {
  const total = source.kind === "file" ? (await checkFile(source, format, signal)).bytes : 0;
  const chunks = source.kind === "file" ? source.chunks(signal, total) : source.chunks(signal);
  const progress = new Progress("Importing");
  // Opened when there is something to import, so that an invalid input creates no store.
  let store: StreamStore | undefined;
  const open = async () => {
    const { directory, ...options } = storeOptions;
    store = openOrCreate(directory, { ...options, compactIntervalMs: 0 });
    await ensureStream(store, path, format.contentType);
    return store;
  };
  let count: ImportCount | undefined;
  try {
    return await importLines(open, path, chunks, format, (now) => {
      count = now;
      progress.update(now.bytes + now.knownBytes, total);
      onProgress(now);
      // A pipe is imported up to where it was stopped: what came cannot be read again.
      if (source.kind === "file") signal.throwIfAborted();
    });
  } catch (error) {
    throw explained(error, source.kind === "pipe" ? (count?.lines ?? 0) : 0);
  } finally {
    progress.stop();
    await store?.close();
  }
}

async function checkFile(
  source: Source,
  format: ImportOptions,
  signal: AbortSignal,
): Promise<{ readonly bytes: number }> {
  try {
    return await checkInput(source.chunks(signal), format);
  } catch (error) {
    throw explained(error, 0);
  }
}

/** An existing stream is used whatever its expiry and retention; only its content type must match. */
async function ensureStream(store: StreamStore, path: string, contentType: string): Promise<void> {
  let existing: string;
  try {
    existing = (await store.head(path)).contentType;
  } catch (error) {
    if (!(error instanceof StreamError) || error.code !== "NOT_FOUND") throw error;
    await store.create(path, { contentType });
    return;
  }
  if (sameContentType(existing, contentType)) return;
  throw new StreamError(
    "CONTENT_TYPE_MISMATCH",
    `stream ${JSON.stringify(path)} has content type ${existing}, not ${contentType} (see --content-type)`,
  );
}

/** Adds to an error which option helps, and what a pipe that failed has imported all the same. */
function explained(error: unknown, lines: number): unknown {
  if (!(error instanceof StreamError)) return error;
  const { option } = error.details;
  const see = typeof option === "string" ? ` (see --${option})` : "";
  const kept =
    lines === 0 ? "" : `; ${counted(lines, "line")} before it ${lines === 1 ? "was" : "were"} imported`;
  return new StreamError(error.code, `${error.message}${see}${kept}`, error.details);
}

function summary({ lines, bytes, knownLines, encoding }: ImportCount, path: string): string {
  const converted = ["utf-8", "bytes"].includes(encoding) ? "" : `, converted from ${encoding}`;
  return `Imported ${counted(lines, "line")} (${counted(bytes, "byte")}) into ${path}${converted}; ${knownLines} already present`;
}

function interruption(count: ImportCount | undefined, source: Source | undefined): string {
  const lines = count ? count.lines + count.knownLines : 0;
  const done = lines === 0 ? "before anything was written" : `after ${counted(lines, "line")}`;
  return source?.kind === "pipe"
    ? `stopped ${done}; to continue, import the same input again from its first line`
    : `stopped ${done}; run the same command again to continue, no line is imported twice`;
}
