import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  rmSync,
  statfsSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { StreamError, type StreamErrorCode } from "../../protocol/errors.ts";
import { isBusy } from "./busy.ts";
import { databaseFile, lockFile, lockHolderFile } from "./file-names.ts";
import { toStreamError } from "./errors.ts";

/** What the system refused to this process. */
interface Refusal {
  /** The system's error code, such as `EACCES`. */
  readonly reason: string;
  readonly path: string;
}

/** Where a call failed, and what it wanted there. */
export interface FailedAccess {
  /** Undefined for a store in memory. */
  readonly directory: string | undefined;
  readonly readOnly: boolean;
  /** The store's database by default. */
  readonly file?: string;
}

/**
 * The error of a store whose files cannot be used. SQLite says that it failed, but neither why nor where: this asks the
 * system. `details.reason` is the system's code, or SQLite's where the system finds nothing wrong; `details.path` the file or
 * folder.
 */
export function describeFailure(error: unknown, access: FailedAccess): StreamError {
  const failure = toStreamError(error);
  const { directory, readOnly } = access;
  if (directory === undefined || error instanceof StreamError) return failure;
  const told = refusalBySystem(error, directory);
  if (told) return refused(failure, told, readOnly);
  const file = access.file ?? join(directory, databaseFile);
  if (isBusy(error))
    return caused(
      failure,
      new StreamError(failure.code, failure.message, { ...failure.details, path: file }),
    );
  const sqliteCode = sqliteCodeOf(error);
  if (sqliteCode === undefined) return failure;
  if (!isOfSystem(sqliteCode)) return failure;
  const refusal = refusedAccess(directory, readOnly) ?? refusedFile(directory, readOnly);
  if (refusal) return refused(failure, refusal, readOnly);
  if (failure.code === "DISK_FULL") return refused(failure, { reason: "ENOSPC", path: directory }, readOnly);
  return caused(
    failure,
    StreamError.ofFile(failure.code, failure.message, file, { reason: sqliteCode, path: file }),
  );
}

/** The same for a file of the package that cannot be loaded: Node says that, but not always why. */
export function loadFailure(error: unknown, { directory, readOnly }: FailedAccess): StreamError {
  const failure = toStreamError(error);
  const refusal = directory === undefined ? undefined : refusedFile(directory, true);
  if (refusal) return refused(failure, refusal, readOnly);
  const text =
    "a file of electron-durable-streams cannot be loaded: restart the app if it was updated while it ran";
  const reason = (error as NodeJS.ErrnoException).code ?? "unknown";
  return caused(failure, new StreamError("STORE_FAILED", `${text} (${failure.message})`, { reason }, text));
}

/** The same for a store that cannot be opened. */
export function openFailure(error: unknown, access: FailedAccess): StreamError {
  const failure = describeFailure(error, access);
  if (failure.code !== "STORE_CORRUPT" || access.directory === undefined) return failure;
  const file = join(access.directory, databaseFile);
  return StreamError.ofFile(
    "STORE_CORRUPT",
    "the store is damaged, or the file is not a stream store; it was not changed",
    file,
    { file },
  );
}

/** A database that is damaged or busy, or a value that is too large, is no matter of the system. */
function isOfSystem(code: string): boolean {
  return /^SQLITE_(IOERR|CANTOPEN|FULL|READONLY|PERM|AUTH|NOLFS|PROTOCOL)/.test(code) && !isMoved(code);
}

function isMoved(code: string): boolean {
  return code === "SQLITE_READONLY_DBMOVED";
}

function sqliteCodeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" && code.startsWith("SQLITE_") ? code : undefined;
}

/** What an error of `node:fs` tells: for an open file that is not the path. */
function refusalBySystem(error: unknown, directory: string): Refusal | undefined {
  const { code, path = directory, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  return code === undefined || syscall === undefined ? undefined : { reason: code, path };
}

const files = [databaseFile, lockFile, lockHolderFile];

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

/** As much as SQLite adds to the smallest of its files at once. */
const probeBytes = 32 * 1024;

/** Does what SQLite has to do: opens a file, or writes to a new one. Returns what the system refuses. */
export function refusedFile(directory: string, readOnly: boolean): Refusal | undefined {
  // Not the database: closing it would free the locks that this process has on it. (Windows opens no folders.)
  const openable = process.platform === "win32" ? process.execPath : directory;
  const path = readOnly ? openable : join(directory, `${newName()}.tmp`);
  let file: number | undefined;
  try {
    file = openSync(path, readOnly ? "r" : "wx", 0o600);
    if (!readOnly) writeSync(file, Buffer.alloc(probeBytes));
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === undefined ? undefined : { reason: code, path: directory };
  } finally {
    if (file !== undefined) closeSync(file);
    if (file !== undefined && !readOnly) rmSync(path, { force: true });
  }
}

/** Loads `node:crypto` with the first failure: opening a store does without it. */
function newName(): string {
  return process.getBuiltinModule("node:crypto").randomUUID();
}

const codeByReason: Readonly<Record<string, StreamErrorCode>> = {
  ENOSPC: "DISK_FULL",
  EDQUOT: "DISK_FULL",
  EROFS: "STORE_READ_ONLY",
};

function refused(failure: StreamError, { reason, path }: Refusal, readOnly: boolean): StreamError {
  const code = codeByReason[reason] ?? "STORE_FAILED";
  const text = `${textFor(reason, path, readOnly)} (${reason})`;
  return caused(failure, StreamError.ofFile(code, text, path, { reason, path }));
}

function caused({ cause }: StreamError, error: StreamError): StreamError {
  error.cause = cause;
  return error;
}

function textFor(reason: string, path: string, readOnly: boolean): string {
  switch (reason) {
    case "EACCES":
    case "EPERM":
      return `this user has no permission to ${readOnly ? "read" : "write"} the store`;
    case "EROFS":
      return "the file system of the store is read-only: open the store with readOnly: true";
    case "ENOTDIR":
    case "EEXIST":
      return "the store's folder, or a parent of it, is a file";
    case "ENOSPC":
      return hasNoInodes(path)
        ? "the file system holds as many files as it can: delete some, and repeat the call"
        : "the disk is full: free some space, and repeat the call";
    case "EDQUOT":
      return "the disk quota of this user is used up: free some space, and repeat the call";
    case "EMFILE":
      return "this process has too many open files: close some, or raise its limit";
    case "ENFILE":
      return "too many files are open on this computer: close some programs";
    case "EIO":
      return "the disk failed to read or write the store";
    default:
      return "the system refused access to the store";
  }
}

function hasNoInodes(path: string): boolean {
  try {
    const { files: total, ffree } = statfsSync(existsSync(path) ? path : dirname(path));
    return total > 0 && ffree === 0;
  } catch {
    return false;
  }
}
