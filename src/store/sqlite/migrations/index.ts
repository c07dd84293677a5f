import type { Database } from "better-sqlite3";
import { StreamError } from "../../../protocol/errors.ts";
import { migration0001 } from "./0001-streams.ts";
import { migration0002 } from "./0002-subscriptions.ts";
import { migration0003 } from "./0003-checksums.ts";
import { migration0004 } from "./0004-replicas.ts";
import { migration0005 } from "./0005-lengths.ts";

/**
 * In order. A published migration is never changed, only followed by another one: `test/migrations` opens a store of each
 * version.
 */
const migrations = [migration0001, migration0002, migration0003, migration0004, migration0005];

export const schemaVersion = migrations.length;

/** Migrates a database from a version to the newest one, in one transaction. */
export function migrate(db: Database, version: number): void {
  if (version === schemaVersion) return;
  const migration = db.transaction(() => {
    for (const sql of migrations.slice(version)) db.exec(sql);
    db.pragma(`application_id = ${applicationId}`);
    db.pragma(`user_version = ${schemaVersion}`);
  });
  migration.immediate();
}

/** Marks the file as a stream store, to tell it from other applications' databases: "eds1" in ASCII. */
const applicationId = 0x65647331;

/**
 * The schema version of a database; 0 if it is empty.
 *
 * @throws StreamError `STORE_NEWER`, `STORE_CORRUPT` (another application's database)
 */
export function readSchemaVersion(db: Database): number {
  if (db.pragma("application_id", { simple: true }) !== applicationId) {
    const isEmpty = db.prepare("SELECT 1 FROM sqlite_schema").get() === undefined;
    if (isEmpty) return 0;
    throw new StreamError("STORE_CORRUPT", "the database is not a stream store");
  }
  const version = db.pragma("user_version", { simple: true }) as number;
  if (version > schemaVersion) {
    throw new StreamError(
      "STORE_NEWER",
      `the store has schema version ${version}, this package supports up to ${schemaVersion}: update electron-durable-streams`,
      { schemaVersion: version },
    );
  }
  return version;
}
