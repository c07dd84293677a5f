import { open, rm } from "node:fs/promises";
import { StreamError } from "../../protocol/errors.ts";

/** The destination of exported bytes. A write settles when there is room for the next one. */
export interface Output {
  write(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
  /** Called instead of `close` after an incomplete export. */
  discard(): Promise<void>;
}

export const standardOutput: Output = {
  write: (bytes) =>
    new Promise((resolve, reject) => {
      process.stdout.write(bytes, (error) => (error ? reject(error) : resolve()));
    }),
  close: async () => undefined,
  discard: async () => undefined,
};

/** @throws StreamError `EXISTS` unless `overwrite`, `BAD_REQUEST` */
export async function openOutput(file: string, overwrite: boolean): Promise<Output> {
  const handle = await open(file, overwrite ? "w" : "wx").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "EEXIST") {
      throw new StreamError("EXISTS", `${file} already exists; use --force to overwrite it`);
    }
    throw new StreamError("BAD_REQUEST", `${file} cannot be written: ${error.code ?? error.message}`);
  });
  return {
    write: (bytes) => handle.writeFile(bytes),
    close: () => handle.close(),
    async discard() {
      await handle.close();
      // A partial export must not look complete. A file that existed before may be a device: it stays.
      if (!overwrite) await rm(file, { force: true });
    },
  };
}
