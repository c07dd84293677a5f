import { existsSync, fstatSync, read } from "node:fs";
import { open } from "node:fs/promises";
import type { Readable } from "node:stream";
import { promisify } from "node:util";
import { StreamError } from "../../protocol/errors.ts";
import { findStoreFile, isStoreFile } from "../../store/files/index.ts";
import { liveChunks } from "./live-chunks.ts";

/** The input of an import. Its chunks fail with the reason of the signal once that is aborted. */
export type Source = FileSource | PipeSource;

/** An input that is imported as it comes, because it can be read only once. */
export interface PipeSource {
  readonly kind: "pipe";
  chunks(signal: AbortSignal): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

/** An input that can be read more than once. */
export interface FileSource {
  readonly kind: "file";
  /** The bytes from the start, all or the first `upToBytes`: a file may have grown since the first reading. */
  chunks(signal: AbortSignal, upToBytes?: number): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

/** @throws StreamError `NOT_FOUND`, `BAD_REQUEST` (a folder, a store's file, or not readable) */
export async function openSource(file: string): Promise<Source> {
  // Closing it would free the locks of a store that this process opens.
  if (existsSync(file) && isStoreFile(file))
    throw new StreamError(
      "BAD_REQUEST",
      `${file} is a file of a stream store: see export, backup and salvage`,
    );
  const handle = await open(file, "r").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") throw new StreamError("NOT_FOUND", `${file} does not exist`);
    throw new StreamError("BAD_REQUEST", `${file} cannot be read: ${error.code ?? error.message}`);
  });
  const stats = await handle.stat();
  if (stats.isFile()) return { kind: "file", chunks: partsOf(handle.fd, 0), close: () => handle.close() };
  if (!stats.isDirectory()) return pipeSource(handle.createReadStream());
  await handle.close();
  throw new StreamError("BAD_REQUEST", `${file} is a folder, not a file`);
}

/** Not `process.stdin.fd`: the stream would read, too. */
const standardInput = 0;

/**
 * Standard input: a file after `import < file`, or else a pipe or a terminal.
 *
 * @param storeFolder the folder of the store that is written to; undefined for a server
 * @throws StreamError `BAD_REQUEST` if it is a file of that store
 */
export function openStandardInput(storeFolder: string | undefined): Source {
  const stats = fstatSync(standardInput, { bigint: true });
  if (!stats.isFile()) return pipeSource(process.stdin);
  const own = storeFolder === undefined ? undefined : findStoreFile(storeFolder, stats);
  if (own !== undefined)
    throw new StreamError("BAD_REQUEST", `standard input is a file of the store, ${own}`, { path: own });
  return { kind: "file", chunks: restOf(standardInput), close: async () => undefined };
}

function pipeSource(input: Readable): PipeSource {
  return {
    kind: "pipe",
    chunks: (signal) => liveChunks(input, signal),
    async close() {
      input.destroy();
    },
  };
}

type Chunks = FileSource["chunks"];

const chunkBytes = 256 * 1024;
const readInto = promisify(read);

/** The bytes of a file from a position on. */
function partsOf(fd: number, from: number): Chunks {
  return async function* (signal, upToBytes = Number.MAX_SAFE_INTEGER) {
    let at = 0;
    while (at < upToBytes) {
      signal.throwIfAborted();
      // A new buffer for each chunk, because lines are views of it.
      const buffer = Buffer.allocUnsafeSlow(Math.min(chunkBytes, upToBytes - at));
      const { bytesRead } = await readInto(fd, buffer, 0, buffer.length, from + at);
      if (bytesRead === 0) return;
      at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  };
}

/**
 * The bytes of a file from where its descriptor is: a shell may have read its first lines. Node cannot ask for that position,
 * so it is what the first reading, up to the end, leaves of the file's size.
 */
function restOf(fd: number): Chunks {
  let parts: Chunks | undefined;
  return async function* (signal, upToBytes) {
    if (parts) return yield* parts(signal, upToBytes);
    let bytes = 0;
    for (;;) {
      signal.throwIfAborted();
      const buffer = Buffer.allocUnsafeSlow(chunkBytes);
      const { size } = fstatSync(fd);
      const { bytesRead } = await readInto(fd, buffer, 0, buffer.length, null);
      bytes += bytesRead;
      if (bytesRead > 0) yield buffer.subarray(0, bytesRead);
      // The file may be growing: then there is more to read.
      else if (fstatSync(fd).size === size) return void (parts = partsOf(fd, Math.max(0, size - bytes)));
    }
  };
}
