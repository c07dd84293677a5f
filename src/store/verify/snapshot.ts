import Database from "better-sqlite3";
import { busyTimeoutMs } from "../sqlite/busy.ts";
import type { OpenDatabase } from "../sqlite/database.ts";

/**
 * A connection that sees the database as it is now until it is closed, while the store's own connection continues to write. For a
 * store in memory, a connection to a copy.
 *
 * @throws StreamError `STORE_FAILED` (another database has taken its place: see `OpenFiles`)
 */
export function openSnapshot({ db, file, openFiles }: OpenDatabase): Database.Database {
  openFiles.assertInPlace();
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
