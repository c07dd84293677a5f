import { StreamError, type StreamErrorCode } from "../../protocol/errors.ts";
import { busyReason, isBusy } from "./busy.ts";

const codeBySqliteCode: Readonly<Record<string, StreamErrorCode>> = {
  SQLITE_FULL: "DISK_FULL",
  SQLITE_CORRUPT: "STORE_CORRUPT",
  SQLITE_NOTADB: "STORE_CORRUPT",
  SQLITE_LOCKED: "STORE_LOCKED",
  SQLITE_READONLY: "STORE_READ_ONLY",
  // The database file was renamed or deleted while it was open.
  SQLITE_READONLY_DBMOVED: "STORE_FAILED",
  SQLITE_TOOBIG: "TOO_LARGE",
};

const codeBySystemCode: Readonly<Record<string, StreamErrorCode>> = {
  ENOSPC: "DISK_FULL",
  EDQUOT: "DISK_FULL",
  EROFS: "STORE_READ_ONLY",
};

/** Converts an error of SQLite or the file system into a `StreamError` with the original as its `cause`. */
export function toStreamError(error: unknown): StreamError {
  if (error instanceof StreamError) return error;
  if (isBusy(error)) return busyError(error);
  const code = (error as { code?: unknown } | null)?.code;
  const text = error instanceof Error ? error.message : String(error);
  const converted = new StreamError(
    typeof code === "string" ? codeFor(code) : "STORE_FAILED",
    `${text}${typeof code === "string" ? ` (${code})` : ""}`,
  );
  converted.cause = error;
  return converted;
}

/** Runs work whose errors leave a public call. @throws StreamError */
export async function withStreamErrors<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toStreamError(error);
  }
}

export function closedError(): StreamError {
  return new StreamError("STORE_CLOSED", "the store is closed");
}

export function readOnlyError(): StreamError {
  return new StreamError(
    "STORE_READ_ONLY",
    "the store was opened read-only: open it without readOnly to write",
  );
}

function busyError(cause: unknown): StreamError {
  const error = new StreamError(
    "STORE_LOCKED",
    "another program holds a lock on the store's database, such as a database browser with an unsaved change: " +
      "end its transaction, and repeat the call; nothing was written",
    { reason: busyReason },
  );
  error.cause = cause;
  return error;
}

function codeFor(code: string): StreamErrorCode {
  // The first two words of an extended code (SQLITE_CORRUPT_VTAB, SQLITE_BUSY_SNAPSHOT) are the primary code.
  const primary = code.split("_", 2).join("_");
  return codeBySqliteCode[code] ?? codeBySqliteCode[primary] ?? codeBySystemCode[code] ?? "STORE_FAILED";
}
