import { accessSync, constants } from "node:fs";
import { join } from "node:path";
import { StreamError } from "../../protocol/errors.ts";
import { databaseFile, lockFile, lockHolderFile } from "./file-names.ts";
import type { ResolvedStoreOptions } from "../options.ts";
import { toStreamError } from "./errors.ts";

const files = [databaseFile, lockFile, lockHolderFile];

interface Refusal {
  /** The system's code, such as `EACCES`. */
  readonly reason: string;
  readonly path: string;
}

/** What keeps a store from being opened, as the caller is told. SQLite itself only says that it cannot open a file. */
export function openFailure(error: unknown, { directory, readOnly }: ResolvedStoreOptions): StreamError {
  const failure = toStreamError(error);
  if (directory === undefined) return failure;
  if (failure.code === "STORE_CORRUPT") {
    const file = join(directory, databaseFile);
    return new StreamError(
      "STORE_CORRUPT",
      `the store is damaged or is not a stream store; it was left as it is: ${file}`,
      { file },
    );
  }
  if (failure.code !== "STORE_FAILED" && failure.code !== "STORE_READ_ONLY") return failure;
  const refusal = refusalBySystem(error) ?? refusedAccess(directory, readOnly);
  if (!refusal) return failure;
  const { reason, path } = refusal;
  const code = reason === "EROFS" ? "STORE_READ_ONLY" : failure.code;
  const described = new StreamError(code, `${textFor(reason, readOnly)}: ${path} (${reason})`, {
    reason,
    path,
  });
  described.cause = error;
  return described;
}

function refusalBySystem(error: unknown): Refusal | undefined {
  const { code, path, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  return code !== undefined && path !== undefined && syscall !== undefined
    ? { reason: code, path }
    : undefined;
}

function refusedAccess(directory: string, readOnly: boolean): Refusal | undefined {
  const wanted = readOnly ? constants.R_OK : constants.R_OK | constants.W_OK;
  for (const path of [directory, ...files.map((name) => join(directory, name))]) {
    try {
      accessSync(path, wanted);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== undefined && code !== "ENOENT") return { reason: code, path };
    }
  }
  return undefined;
}

function textFor(reason: string, readOnly: boolean): string {
  switch (reason) {
    case "EACCES":
    case "EPERM":
      return `this user may not ${readOnly ? "read" : "write"} the store`;
    case "EROFS":
      return "the disk of the store can only be read";
    case "ENOTDIR":
    case "EEXIST":
      return "the store's folder is not a folder, or is in something that is none";
    default:
      return "the store cannot be opened";
  }
}
