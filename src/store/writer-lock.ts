import Database from "better-sqlite3";
import { restrictToOwner } from "./private-file.ts";
import { StreamError } from "../protocol/errors.ts";

/** Held by the one process (and store) that may write; the operating system frees it when a process dies. */
export interface WriterLock {
  release(): void;
}

/**
 * Takes the writer's lock of a store, at once or not at all.
 *
 * It is an open transaction on a small database beside the store's own: a file lock that works alike on
 * every system, survives no crash, and lets others read who holds it.
 *
 * @throws StreamError `STORE_LOCKED` with `details.pid`, the process that holds it
 */
export function takeWriterLock(file: string): WriterLock {
  const db = new Database(file, { timeout: 0 });
  try {
    restrictToOwner(file);
    db.exec("BEGIN IMMEDIATE");
    db.exec("CREATE TABLE IF NOT EXISTS holder (pid INTEGER NOT NULL) STRICT");
    db.exec("DELETE FROM holder");
    db.prepare("INSERT INTO holder VALUES (?)").run(process.pid);
    db.exec("COMMIT");
    // Committed so that others can read it; whoever comes first from here on has the lock.
    db.exec("BEGIN IMMEDIATE");
  } catch (error) {
    const locked = (error as { code?: string }).code?.startsWith("SQLITE_BUSY");
    const failure = locked ? lockedError(db) : error;
    db.close();
    throw failure;
  }
  return { release: () => void db.close() };
}

function lockedError(db: Database.Database): StreamError {
  const pid = readHolder(db);
  return new StreamError(
    "STORE_LOCKED",
    `the store is already open for writing${pid === undefined ? "" : ` in process ${pid}`}: let a second instance of the app quit (app.requestSingleInstanceLock()), or open it with readOnly`,
    pid === undefined ? {} : { pid },
  );
}

function readHolder(db: Database.Database): number | undefined {
  try {
    return db.prepare("SELECT pid FROM holder").pluck().get() as number | undefined;
  } catch {
    // The holder is just writing its name: the lock is taken all the same.
    return undefined;
  }
}
