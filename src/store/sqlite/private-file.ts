import { chmodSync, statSync } from "node:fs";

/** SQLite creates the write-ahead log and the shared-memory file with the mode of the database file. */
export function restrictToOwner(file: string): void {
  if (statSync(file).mode & 0o077) chmodSync(file, 0o600);
}
