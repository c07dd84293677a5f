import { chmodSync, statSync } from "node:fs";

/**
 * Lets only the owner read and write a file. SQLite creates the write-ahead log and the shared-memory file with the mode of
 * the database file. Some file systems (shared folders, CIFS, FUSE) have no modes: then returns the system's error code.
 */
export function restrictToOwner(file: string): string | undefined {
  if ((statSync(file).mode & 0o077) === 0) return undefined;
  try {
    chmodSync(file, 0o600);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
}
