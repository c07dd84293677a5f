import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { open, unlink, type FileHandle } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { StreamError } from "../../protocol/errors.ts";
import { isStoreFile } from "../../store/files/index.ts";

/** An input that can be read more than once. */
export interface Source {
  /** The bytes from the start, all or the first `upToBytes`: a file may have grown since the first reading. */
  chunks(upToBytes?: number): AsyncIterable<Buffer>;
  close(): Promise<void>;
}

/**
 * Opens a file. A pipe, which can be read only once, is copied to a temporary file first, like standard input.
 *
 * @throws StreamError `NOT_FOUND`, `BAD_REQUEST` (a folder, a store's file, or not readable)
 */
export async function openFile(file: string, signal: AbortSignal): Promise<Source> {
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
  if (stats.isFile()) return new FileSource(handle);
  if (!stats.isDirectory()) return spool(handle.createReadStream(), signal);
  await handle.close();
  throw new StreamError("BAD_REQUEST", `${file} is a folder, not a file`);
}

/** Copies a stream of bytes to a temporary file that no other user can open, and that does not survive a crash. */
export async function spool(input: Readable, signal: AbortSignal): Promise<Source> {
  const file = join(tmpdir(), `electron-durable-streams-import-${randomUUID()}`);
  const handle = await open(file, "wx+", 0o600);
  try {
    // Without a name, the system deletes it when the process ends, even by a crash.
    await unlink(file);
    // Writes at the handle's position, which is the end.
    const write = async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) await handle.writeFile(chunk);
    };
    await pipeline(input, write, { signal });
  } catch (error) {
    await handle.close();
    throw error;
  }
  return new FileSource(handle);
}

class FileSource implements Source {
  readonly #handle: FileHandle;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  async *chunks(upToBytes = Number.MAX_SAFE_INTEGER): AsyncGenerator<Buffer, void, undefined> {
    let at = 0;
    while (at < upToBytes) {
      // A new buffer for each chunk, because lines are views of it.
      const buffer = Buffer.allocUnsafeSlow(Math.min(chunkBytes, upToBytes - at));
      const { bytesRead } = await this.#handle.read(buffer, 0, buffer.length, at);
      if (bytesRead === 0) return;
      at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}

const chunkBytes = 256 * 1024;
