import type { Database } from "better-sqlite3";
import { StreamError } from "../../protocol/errors.ts";
import { migration0001 } from "./0001-streams.ts";

/** In order; a migration that was released is never changed, only followed by another one. */
const migrations = [migration0001];

export const schemaVersion = migrations.length;

/**
 * Brings a database to the newest schema, all or nothing.
 *
 * @throws StreamError `STORE_NEWER` if a newer version of this package wrote it: it is left untouched
 */
export function migrate(db: Database): void {
  const version = readSchemaVersion(db);
  if (version === schemaVersion) return;
  const run = db.transaction(() => {
    for (const migration of migrations.slice(version)) db.exec(migration);
    db.pragma(`user_version = ${schemaVersion}`);
  });
  run.immediate();
}

/** @throws StreamError `STORE_NEWER` */
export function readSchemaVersion(db: Database): number {
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
