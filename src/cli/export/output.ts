import { fstatSync, lstatSync } from "node:fs";
import { open, stat } from "node:fs/promises";
import { StreamError } from "../../protocol/errors.ts";
import { findStoreFile, UnfinishedFile } from "../../store/files/index.ts";

/** The destination of exported bytes. A write settles when there is room for the next one. */
export interface Output {
  write(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
  /** Called instead of `close` after an incomplete export. */
  discard(): Promise<void>;
}

export interface OutputOptions {
  readonly overwrite: boolean;
  /** The folder of the exported store. */
  readonly storeFolder: string;
}

export const standardOutput: Output = {
  write: (bytes) =>
    new Promise((resolve, reject) => {
      process.stdout.write(bytes, (error) => (error ? reject(error) : resolve()));
    }),
  close: async () => undefined,
  discard: async () => undefined,
};

/** @throws StreamError `BAD_REQUEST` after `export … >> streams/streams.db` */
export function openStandardOutput(storeFolder: string): Output {
  const own = findStoreFile(storeFolder, fstatSync(process.stdout.fd, { bigint: true }));
  if (own === undefined) return standardOutput;
  throw new StreamError("BAD_REQUEST", `standard output is a file of the store, ${own}`, { path: own });
}

/** @throws StreamError `EXISTS` unless `overwrite`, `BAD_REQUEST` */
export async function openOutput(file: string, options: OutputOptions): Promise<Output> {
  // Not what a link leads to: a link to nothing is there, too.
  if (!options.overwrite && lstatSync(file, { throwIfNoEntry: false })) throw existsError(file);
  return (await isSpecial(file)) ? openSpecial(file) : openNew(file, options);
}

/** The file appears, or is replaced, once the export is complete: a part of it must not look complete. */
async function openNew(file: string, { overwrite, storeFolder }: OutputOptions): Promise<Output> {
  const unfinished = new UnfinishedFile(file, {
    mode: 0o666 & ~process.umask(),
    replaces: overwrite,
    source: { folder: storeFolder, mayBeBeside: false },
  });
  const handle = await open(unfinished.path, "w").catch((error: unknown) => {
    unfinished.discard();
    throw error;
  });
  return {
    write: (bytes) => handle.writeFile(bytes),
    async close() {
      await handle.close();
      try {
        unfinished.finish();
      } catch (error) {
        unfinished.discard();
        throw error instanceof StreamError && error.code === "EXISTS" ? existsError(file) : error;
      }
    },
    async discard() {
      await handle.close();
      unfinished.discard();
    },
  };
}

/** A device or a pipe stays what it is. */
async function openSpecial(file: string): Promise<Output> {
  const handle = await open(file, "w").catch((error: NodeJS.ErrnoException) => {
    throw new StreamError("BAD_REQUEST", `${file} cannot be written: ${error.code ?? error.message}`);
  });
  return {
    write: (bytes) => handle.writeFile(bytes),
    close: () => handle.close(),
    discard: () => handle.close(),
  };
}

async function isSpecial(file: string): Promise<boolean> {
  const stats = await stat(file).catch(() => undefined);
  return stats !== undefined && !stats.isFile() && !stats.isDirectory();
}

function existsError(file: string): StreamError {
  return new StreamError("EXISTS", `${file} already exists; use --force to overwrite it`);
}
