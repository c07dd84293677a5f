import { chmodSync, statSync } from "node:fs";

/** SQLite's WAL and shared-memory files take the mode of the database file. */
export function restrictToOwner(file: string): void {
  if (statSync(file).mode & 0o077) chmodSync(file, 0o600);
}
