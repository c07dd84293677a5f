import { execFileSync } from "node:child_process";
import { existsSync, readlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { StreamError } from "../../protocol/errors.ts";
import { openStreamStore, type StoreOptions, type StreamStore } from "../../store/index.ts";
import { databaseFile } from "../../store/sqlite/file-names.ts";
import { isUrl } from "./is-url.ts";

/** Opens an existing store for reading, which works while an app is using it. @throws StreamError `NOT_FOUND` */
export function openToRead(directory: string, options: Omit<StoreOptions, "directory"> = {}): StreamStore {
  assertFolder(directory);
  return openStreamStore({ directory, readOnly: true, ...options });
}

/**
 * Opens an existing store for writing.
 *
 * @throws StreamError `NOT_FOUND`: opening it would create it; `STORE_LOCKED`, which says who has it open
 */
export function openToWrite(directory: string, options: Omit<StoreOptions, "directory"> = {}): StreamStore {
  assertFolder(directory);
  const file = join(directory, databaseFile);
  if (!existsSync(file)) throw new StreamError("NOT_FOUND", `there is no stream store at ${file}`);
  return openOrCreate(directory, options);
}

/** Opens a store for writing, and creates it if there is none. @throws StreamError `STORE_LOCKED`, which says who has it open */
export function openOrCreate(directory: string, options: Omit<StoreOptions, "directory"> = {}): StreamStore {
  assertFolder(directory);
  try {
    return openStreamStore({ directory, ...options });
  } catch (error) {
    throw explainedLock(error, directory);
  }
}

function assertFolder(directory: string): void {
  if (isUrl(directory))
    throw new StreamError("BAD_REQUEST", `${directory} is a URL: this command needs a store's folder`);
}

/** Says which program has the store, and how to write all the same. The store's own text is for the app's developer. */
function explainedLock(error: unknown, directory: string): unknown {
  if (!(error instanceof StreamError) || error.code !== "STORE_LOCKED") return error;
  const { pid, url } = error.details;
  if (typeof pid !== "number") return error;
  const way =
    typeof url === "string"
      ? `name ${url} in place of the folder to ask that process, with --token if it needs one`
      : "quit it; or let it serve the store with serveStreams(), and name that URL in place of the folder";
  return new StreamError(
    error.code,
    `${directory} is open for writing in process ${pid}${programOf(pid)}: ${way}`,
    error.details,
  );
}

/** The name of a running program, in parentheses, where the system tells. */
function programOf(pid: number): string {
  try {
    return ` (${basename(executableOf(pid))})`;
  } catch {
    return "";
  }
}

function executableOf(pid: number): string {
  if (process.platform === "linux") return readlinkSync(`/proc/${pid}/exe`);
  return execFileSync("ps", ["-o", "comm=", "-p", String(pid)], { stdio: ["ignore", "pipe", "ignore"] })
    .toString()
    .trim();
}
