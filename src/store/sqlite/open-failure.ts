import { accessSync, constants } from "node:fs";
import { join } from "node:path";
import { StreamError } from "../../protocol/errors.ts";
import { databaseFile, lockFile, lockHolderFile } from "./file-names.ts";
import type { ResolvedStoreOptions } from "../options.ts";
import { toStreamError } from "./errors.ts";

const files = [databaseFile, lockFile, lockHolderFile];

/** A file or folder that the system did not let this process use. */
interface Refusal {
  /** The system's error code, such as `EACCES`. */
  readonly reason: string;
  readonly path: string;
}

/** The error for a store that cannot be opened. Names the file and the reason, where SQLite only says that it cannot. */
export function openFailure(error: unknown, { directory, readOnly }: ResolvedStoreOptions): StreamError {
  const failure = toStreamError(error);
  if (directory === undefined) return failure;
  if (failure.code === "STORE_CORRUPT") {
    const file = join(directory, databaseFile);
    return new StreamError(
      "STORE_CORRUPT",
      `the store is damaged, or the file is not a stream store; it was not changed: ${file}`,
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
      return `this user has no permission to ${readOnly ? "read" : "write"} the store`;
    case "EROFS":
      return "the file system of the store is read-only";
    case "ENOTDIR":
    case "EEXIST":
      return "the store's folder, or a parent of it, is a file";
    default:
      return "the store cannot be opened";
  }
}
