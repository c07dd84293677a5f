import Database from "better-sqlite3";
import { busyTimeoutMs } from "../sqlite/busy.ts";

/**
 * A connection that sees the database as it is now until it is closed, while the store's own connection goes on writing. For a
 * store in memory, a connection to a copy.
 */
export function openSnapshot(db: Database.Database, file: string | undefined): Database.Database {
  const snapshot =
    file === undefined
      ? new Database(db.serialize())
      : new Database(file, { readonly: true, fileMustExist: true, timeout: busyTimeoutMs });
  try {
    // The transaction begins with its first read.
    snapshot.exec("BEGIN");
    snapshot.pragma("user_version");
  } catch (error) {
    snapshot.close();
    throw error;
  }
  return snapshot;
}
