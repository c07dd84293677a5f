import Database from "better-sqlite3";
import { busyTimeoutMs } from "../sqlite/busy-timeout.ts";

/**
 * The database as it is now, for as long as the connection is open, whatever is written meanwhile. A connection of its
 * own: appends go on beside it. A store in memory is copied.
 */
export function openSnapshot(db: Database.Database, file: string | undefined): Database.Database {
  const snapshot =
    file === undefined
      ? new Database(db.serialize())
      : new Database(file, { readonly: true, fileMustExist: true, timeout: busyTimeoutMs });
  try {
    // Only a read begins the transaction.
    snapshot.exec("BEGIN");
    snapshot.pragma("user_version");
  } catch (error) {
    snapshot.close();
    throw error;
  }
  return snapshot;
}
