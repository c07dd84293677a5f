import { join } from "node:path";
import Database from "better-sqlite3";
import { openStreamStore, type Durability } from "../../../src/store/index.ts";
import { findDamage } from "./integrity.ts";
import { problemsOf } from "../../support/verify-store.ts";
import { viewStore, type ReadStream, type View } from "./store-view.ts";

export interface Found {
  readonly view: View;
  readonly streams: ReadonlyMap<string, ReadStream>;
  /** What is wrong with the file itself; undefined if nothing is. */
  readonly damage: string | undefined;
}

/**
 * Opens a store as an app would after a crash, reads all of it, and checks its tables.
 *
 * @throws StreamError if it cannot be opened or read
 */
export async function inspectStore(
  directory: string,
  durability: Durability,
  now: number,
  afterwards?: (db: Database.Database, compact: () => Promise<void>) => Promise<void>,
): Promise<Found> {
  const store = openStreamStore({ directory, durability, now: () => now, cleanupIntervalMs: 0 });
  try {
    const db = new Database(join(directory, "streams.db"), { readonly: true });
    try {
      const found = { ...(await viewStore(store, db)), damage: findDamage(db) ?? (await problemsOf(store)) };
      await afterwards?.(db, () => store.compact());
      return found;
    } finally {
      db.close();
    }
  } finally {
    await store.close();
  }
}
