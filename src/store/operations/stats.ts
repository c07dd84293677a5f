import { statSync } from "node:fs";
import type { OpenDatabase } from "../sqlite/database.ts";
import type { OpenStore } from "../wiring.ts";

export interface StoreStats {
  /** The number of streams, expired ones that are not deleted yet included. */
  readonly streams: number;
  /** Open cursors of any kind: subscriptions, watches and `changes` listeners. */
  readonly subscriptions: number;
  /**
   * How many messages did not fit the schema of the reference they were read through, since the store was opened. Counts what
   * readers in this process and in windows report, so a message that is read twice counts twice.
   */
  readonly invalidMessages: number;
  /** The size of the database file in bytes; in memory, of its pages. */
  readonly fileBytes: number;
  /** The size of the write-ahead log in bytes; 0 in memory. */
  readonly walBytes: number;
  /** The size of a database page in bytes. */
  readonly pageBytes: number;
  /** Unused pages in the database file; `compact` returns them to the file system. */
  readonly freePages: number;
}

/**
 * @throws StreamError `STORE_CLOSED`
 *
 * @internal
 */
export function stats({ context, database }: Pick<OpenStore, "context" | "database">): StoreStats {
  const { catalog, changes, commit, definitions, live } = context;
  commit.assertOpen();
  return {
    streams: catalog.count(),
    subscriptions: live.total + changes.listeners,
    invalidMessages: definitions.invalidMessages,
    ...databaseStats(database),
  };
}

/** @internal */
export function databaseStats({ db, file }: Pick<OpenDatabase, "db" | "file">) {
  const pageBytes = db.pragma("page_size", { simple: true }) as number;
  const pages = db.pragma("page_count", { simple: true }) as number;
  return {
    fileBytes: file === undefined ? pages * pageBytes : sizeOf(file),
    walBytes: file === undefined ? 0 : sizeOf(`${file}-wal`),
    pageBytes,
    freePages: db.pragma("freelist_count", { simple: true }) as number,
  };
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
