import { closeSync, openSync, readSync, writeSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { expect } from "vitest";

/** Changes a table without its index `stream_by_deadline`. */
export function changeWithoutIndex(db: Database.Database, sql: string): void {
  const index = db
    .prepare<[], { rootpage: number; sql: string }>(
      "SELECT * FROM sqlite_schema WHERE name = 'stream_by_deadline'",
    )
    .get()!;
  db.unsafeMode();
  db.pragma("writable_schema = ON");
  db.prepare("DELETE FROM sqlite_schema WHERE name = 'stream_by_deadline'").run();
  db.pragma("writable_schema = RESET");
  db.prepare(sql).run();
  db.pragma("writable_schema = ON");
  db.prepare("INSERT INTO sqlite_schema VALUES ('index', 'stream_by_deadline', 'stream', ?, ?)").run(
    index.rootpage,
    index.sql,
  );
  db.pragma("writable_schema = RESET");
}

export function rootOf(directory: string, table: string): number {
  const db = new Database(join(directory, "streams.db"), { readonly: true });
  const root = db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = ?").pluck().get(table) as number;
  db.close();
  return root;
}

export function overwrite(file: string, position: number, bytes: Buffer): void {
  const descriptor = openSync(file, "r+");
  expect(readSync(descriptor, Buffer.alloc(1), 0, 1, position)).toBe(1);
  writeSync(descriptor, bytes, 0, bytes.length, position);
  closeSync(descriptor);
}
