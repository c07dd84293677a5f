import { randomUUID } from "node:crypto";
import { open, unlink, type FileHandle } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { StreamError } from "../../protocol/errors.ts";

/** What is imported: it is read twice, from the start. */
export interface Source {
  /** The bytes from the start, all of them or only so many; a file may grow meanwhile. */
  chunks(upToBytes?: number): AsyncIterable<Buffer>;
  close(): Promise<void>;
}

/**
 * Opens a file. What can be read only once (a pipe) is copied aside first, as standard input is.
 *
 * @throws StreamError `NOT_FOUND`, `BAD_REQUEST` (a folder, or not readable)
 */
export async function openFile(file: string, signal: AbortSignal): Promise<Source> {
  const handle = await open(file, "r").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") throw new StreamError("NOT_FOUND", `there is no file ${file}`);
    throw new StreamError("BAD_REQUEST", `${file} cannot be read: ${error.code ?? error.message}`);
  });
  const stats = await handle.stat();
  if (stats.isFile()) return new FileSource(handle);
  if (!stats.isDirectory()) return spool(handle.createReadStream(), signal);
  await handle.close();
  throw new StreamError("BAD_REQUEST", `${file} is a folder, not a file`);
}

/** Copies a stream of bytes into a temporary file that nobody else can open and that outlives no crash. */
export async function spool(input: Readable, signal: AbortSignal): Promise<Source> {
  const file = join(tmpdir(), `electron-durable-streams-import-${randomUUID()}`);
  const handle = await open(file, "wx+", 0o600);
  try {
    // Without a name it goes with the process, however that ends.
    await unlink(file);
    // At the handle's own position: after what is there.
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
      // A new buffer each time: lines are kept as views of it.
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
