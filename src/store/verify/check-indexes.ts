import type { Database } from "better-sqlite3";
import type { Findings } from "./findings.ts";

interface Index {
  readonly table: string;
  readonly name: string;
  /** Its columns, and those that identify the row, all of them quoted. */
  readonly columns: readonly string[];
  /** The `WHERE …` of a partial index; otherwise empty. */
  readonly where: string;
}

/** Checks that each index has an entry for each row, and no others. Yields 1 for each row and each entry. */
export function* checkIndexes(db: Database, findings: Findings): Generator<number, void, undefined> {
  for (const index of indexesOf(db)) {
    yield* findings.guard(`index ${index.name}`, checkIndex(db, findings, index));
  }
}

function* checkIndex(
  db: Database,
  findings: Findings,
  { table, name, columns, where }: Index,
): Generator<number, void, undefined> {
  const list = columns.join(", ");
  const matches = columns.map((column) => `${column} IS ?`).join(" AND ");
  const condition = where === "" ? `WHERE ${matches}` : `${where} AND ${matches}`;
  const find = db.prepare(`SELECT 1 FROM ${table} INDEXED BY ${quoted(name)} ${condition}`);
  let rows = 0;
  for (const row of db.prepare(`SELECT ${list} FROM ${table} NOT INDEXED ${where}`).raw().iterate()) {
    rows++;
    if (find.get(...(row as unknown[])) === undefined)
      findings.add("index", `a row of table ${table} is missing from index ${name}`);
    yield 1;
  }
  const entries = db.prepare(`SELECT ${list} FROM ${table} INDEXED BY ${quoted(name)} ${where}`).raw();
  for (const _ of entries.iterate()) {
    rows--;
    yield 1;
  }
  if (rows < 0)
    findings.add("index", `index ${name} has more entries than its table has rows: ${-rows} more`);
}

function indexesOf(db: Database): Index[] {
  const indexes = db
    .prepare<[], { table: string; name: string; sql: string | null }>(
      "SELECT tbl_name AS 'table', name, sql FROM sqlite_schema WHERE type = 'index' ORDER BY rowid",
    )
    .all();
  return indexes.map(({ table, name, sql }) => ({
    table: quoted(table),
    name,
    columns: columnsOf(db, name),
    where: sql === null ? "" : (/\bWHERE\b.*$/is.exec(sql)?.[0] ?? ""),
  }));
}

function columnsOf(db: Database, index: string): string[] {
  const columns = db.pragma(`index_xinfo(${quoted(index)})`) as { name: string | null; cid: number }[];
  // -1 is the row id, whatever its name.
  return columns.map(({ name, cid }) => (cid === -1 || name === null ? "rowid" : quoted(name)));
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
