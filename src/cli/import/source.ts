import { existsSync } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import type { Readable } from "node:stream";
import { StreamError } from "../../protocol/errors.ts";
import { isStoreFile } from "../../store/files/index.ts";
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
  if (stats.isFile()) return fileSource(handle);
  if (!stats.isDirectory()) return pipeSource(handle.createReadStream());
  await handle.close();
  throw new StreamError("BAD_REQUEST", `${file} is a folder, not a file`);
}

export function pipeSource(input: Readable): PipeSource {
  return {
    kind: "pipe",
    chunks: (signal) => liveChunks(input, signal),
    async close() {
      input.destroy();
    },
  };
}

const chunkBytes = 256 * 1024;

function fileSource(handle: FileHandle): FileSource {
  return {
    kind: "file",
    async *chunks(signal, upToBytes = Number.MAX_SAFE_INTEGER) {
      let at = 0;
      while (at < upToBytes) {
        signal.throwIfAborted();
        // A new buffer for each chunk, because lines are views of it.
        const buffer = Buffer.allocUnsafeSlow(Math.min(chunkBytes, upToBytes - at));
        const { bytesRead } = await handle.read(buffer, 0, buffer.length, at);
        if (bytesRead === 0) return;
        at += bytesRead;
        yield buffer.subarray(0, bytesRead);
      }
    },
    close: () => handle.close(),
  };
}
