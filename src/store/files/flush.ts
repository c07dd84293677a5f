import { closeSync, fsyncSync, openSync } from "node:fs";

// On macOS, Node's fsync is F_FULLFSYNC, which also empties the drive's cache.

/** Flushes a file. No connection of this process may have it open: closing a file frees all locks of its process. */
export function flushFile(file: string): void {
  flush(file, "r+");
}

/** Until its folder has been flushed, a power cut may undo that a file was created, renamed or removed. */
export function flushFolder(folder: string): void {
  // Windows cannot open folders, and its file system journals their entries.
  if (process.platform === "win32") return;
  try {
    flush(folder, "r");
  } catch {
    // The folder is not readable, or its file system cannot flush folders: SQLite ignores that, too.
  }
}

function flush(path: string, flags: string): void {
  const descriptor = openSync(path, flags);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
