import type { Database } from "better-sqlite3";
import { StreamError } from "../../../protocol/errors.ts";
import { migration0001 } from "./0001-streams.ts";
import { migration0002 } from "./0002-subscriptions.ts";
import { migration0003 } from "./0003-checksums.ts";
import { migration0004 } from "./0004-replicas.ts";
import { migration0005 } from "./0005-lengths.ts";

/**
 * In order. They are frozen: a migration is never changed, only followed by another one; `test/migrations` opens a store of
 * each version.
 */
const migrations = [migration0001, migration0002, migration0003, migration0004, migration0005];

export const schemaVersion = migrations.length;

/** Brings a database of a version to the newest schema, all or nothing. */
export function migrate(db: Database, version: number): void {
  if (version === schemaVersion) return;
  const run = db.transaction(() => {
    for (const migration of migrations.slice(version)) db.exec(migration);
    db.pragma(`application_id = ${applicationId}`);
    db.pragma(`user_version = ${schemaVersion}`);
  });
  run.immediate();
}

/** Marks the file as a stream store, so that no other application's database is taken for one: "eds" and a 1. */
const applicationId = 0x65647331;

/** 0 is an empty database. @throws StreamError `STORE_NEWER`; `STORE_CORRUPT` if the file is a database of something else */
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
      `the store has schema version ${version}, this package knows up to ${schemaVersion}: update the package`,
      { schemaVersion: version },
    );
  }
  return version;
}
