import { StreamError, type StreamErrorCode } from "../../protocol/errors.ts";

const codeBySqliteCode: Readonly<Record<string, StreamErrorCode>> = {
  SQLITE_FULL: "DISK_FULL",
  SQLITE_CORRUPT: "STORE_CORRUPT",
  SQLITE_NOTADB: "STORE_CORRUPT",
  SQLITE_BUSY: "STORE_LOCKED",
  SQLITE_LOCKED: "STORE_LOCKED",
  SQLITE_READONLY: "STORE_READ_ONLY",
  SQLITE_TOOBIG: "TOO_LARGE",
};

const codeBySystemCode: Readonly<Record<string, StreamErrorCode>> = {
  ENOSPC: "DISK_FULL",
  EDQUOT: "DISK_FULL",
  EROFS: "STORE_READ_ONLY",
};

/** Turns what SQLite or the file system threw into a StreamError; the original stays as its `cause`. */
export function toStreamError(error: unknown): StreamError {
  if (error instanceof StreamError) return error;
  const code = (error as { code?: unknown } | null)?.code;
  const text = error instanceof Error ? error.message : String(error);
  const converted = new StreamError(
    typeof code === "string" ? codeFor(code) : "STORE_FAILED",
    `${text}${typeof code === "string" ? ` (${code})` : ""}`,
  );
  converted.cause = error;
  return converted;
}

export function readOnlyError(): StreamError {
  return new StreamError("STORE_READ_ONLY", "the store was opened read-only");
}

function codeFor(code: string): StreamErrorCode {
  // Extended codes say more (SQLITE_CORRUPT_VTAB, SQLITE_BUSY_SNAPSHOT): their first two words decide.
  const primary = code.split("_", 2).join("_");
  return codeBySqliteCode[primary] ?? codeBySystemCode[code] ?? "STORE_FAILED";
}
