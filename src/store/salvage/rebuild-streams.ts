import type { Database } from "better-sqlite3";
import { formatOffset, maxPosition, positionBits } from "../../protocol/offset.ts";
import type { StreamRow } from "../streams/row.ts";
import { AvailableMessages, type AvailableRange } from "./available-messages.ts";
import type { SalvagedStream, SalvageReport } from "./report.ts";

/**
 * How many ids to skip if the highest id that was ever used is lost: the id of a lost stream must not be reused, because
 * clients may still have its offsets.
 */
const skippedIds = 1_000_000;

/**
 * Makes a consistent store of the rows that were found: adds streams for messages whose stream is lost, corrects tails and
 * floors, and moves the messages before a gap into separate streams. Inside a transaction.
 */
export function rebuildStreams(
  db: Database,
  lastStreamId: number | undefined,
): Pick<SalvageReport, "streams" | "endUnknown"> {
  dropLeftovers(db);
  dropOtherNames(db);
  const unknown = addUnknown(db);
  keepIdsUnused(db, lastStreamId);
  db.exec(
    "UPDATE stream SET deleted = 0 WHERE path IS NOT NULL AND id NOT IN (SELECT source FROM stream WHERE source IS NOT NULL)",
  );
  const endUnknown = growTails(db);
  const available = new AvailableMessages(db);
  const report: SalvagedStream[] = [];
  for (const id of allIds(db)) {
    const row = db.prepare<[number], StreamRow>("SELECT * FROM stream WHERE id = ?").get(id)!;
    if (row.path === null || row.deleted === 1) continue;
    const { ranges, gaps } = available.of(row);
    const parts = split(db, row, ranges);
    if (gaps.length > 0 || unknown.has(id)) {
      report.push({
        path: row.path,
        lost: gaps.map(({ owner, from, upto }) => ({
          from: formatOffset(owner, from),
          upto: formatOffset(owner, upto),
          messages: upto - from,
        })),
        parts,
        state: unknown.has(id) ? "unknown" : "damaged",
      });
    }
  }
  for (const path of gonePaths(db)) report.push({ path, lost: [], parts: [], state: "gone" });
  // Lets maintenance check every stream for messages that cannot be read, and delete them.
  db.exec("INSERT OR IGNORE INTO garbage SELECT id, 0 FROM stream");
  return { streams: report, endUnknown };
}

/** Deletes the leftovers of streams that were being deleted, and rows whose stream or subscription is lost. */
function dropLeftovers(db: Database): void {
  const deleted = "SELECT stream FROM garbage WHERE stream NOT IN (SELECT id FROM stream)";
  db.exec(`
    DELETE FROM message WHERE key >> ${positionBits} IN (${deleted});
    DELETE FROM producer WHERE stream IN (${deleted});
    DELETE FROM subscription_link WHERE subscription NOT IN (SELECT key FROM subscription);
    DELETE FROM found_path WHERE id IN (${deleted});
    DELETE FROM garbage`);
}

/** Deletes index entries that were taken for paths: the indexes of subscriptions and secrets have the same shape. */
function dropOtherNames(db: Database): void {
  db.exec(`
    DELETE FROM found_path WHERE (path, id) IN (SELECT id, key FROM subscription)
      OR path IN (SELECT name FROM subscription_secret)`);
}

/** The paths of streams of which nothing else was found. */
function gonePaths(db: Database): string[] {
  return db
    .prepare<[], string>(
      `SELECT path FROM found_path WHERE id NOT IN (SELECT id FROM stream)
         AND path NOT IN (SELECT path FROM stream WHERE path IS NOT NULL) ORDER BY path`,
    )
    .pluck()
    .all();
}

/** Adds a stream for each lost one that messages or forks refer to. Returns the ids of the added streams. */
function addUnknown(db: Database): Set<number> {
  const missing = db
    .prepare<[], { id: number; first: number; last: number }>(
      `SELECT id, min(first) AS first, max(last) AS last FROM (
         SELECT key >> ${positionBits} AS id, min(key & ${maxPosition}) AS first, max(key & ${maxPosition}) AS last
           FROM message GROUP BY 1
         UNION ALL SELECT source, fork_position + 1, fork_position FROM stream WHERE source IS NOT NULL)
       WHERE id NOT IN (SELECT id FROM stream) GROUP BY id`,
    )
    .all();
  const add = db.prepare(`
    INSERT INTO stream (id, path, content_type, created_at, tail, floor, bytes, closed, deleted, lags)
    VALUES (?, ?, 'application/octet-stream', 0, ?, ?, 0, 0, 0, 0)`);
  for (const { id, first, last } of missing)
    add.run(id, freePath(db, `salvaged/stream-${id}`), last, first - 1);
  db.exec(`
    DELETE FROM producer WHERE stream NOT IN (SELECT id FROM stream);
    DELETE FROM replica WHERE stream NOT IN (SELECT id FROM stream)`);
  return new Set(missing.map(({ id }) => id));
}

function keepIdsUnused(db: Database, lastStreamId: number | undefined): void {
  const highest = db.prepare<[], number>("SELECT coalesce(max(id), 0) FROM stream").pluck().get()!;
  const last = Math.max(highest, lastStreamId ?? highest + skippedIds);
  db.exec("DELETE FROM sqlite_sequence WHERE name = 'stream'");
  db.prepare("INSERT INTO sqlite_sequence VALUES ('stream', ?)").run(last);
}

/**
 * Raises tails to the last message that was found: the rows of growing streams lag, and any row may be an old version.
 * Returns the paths of the streams whose rows lag.
 */
function growTails(db: Database): string[] {
  const lagging = db
    .prepare<[], string>("SELECT path FROM stream WHERE lags = 1 AND path IS NOT NULL")
    .pluck()
    .all();
  db.exec(`
    UPDATE stream SET lags = 0, tail = max(tail, coalesce(
      (SELECT max(fork_position) FROM stream AS fork WHERE fork.source = stream.id), 0), coalesce(
      (SELECT max(key) & ${maxPosition} FROM message
       WHERE key > (id << ${positionBits}) AND key <= (id << ${positionBits}) + ${maxPosition}), 0));
    UPDATE stream SET floor = min(max(floor, 0), tail);
    DELETE FROM replica WHERE position > (SELECT tail FROM stream WHERE id = stream)`);
  return lagging;
}

function allIds(db: Database): number[] {
  return db.prepare<[], number>("SELECT id FROM stream ORDER BY id").pluck().all();
}

/**
 * Splits a stream at its gaps. It keeps the messages after the last gap; each range before becomes a closed fork of it, which
 * has the same offsets. Returns the paths of these forks.
 */
function split(db: Database, row: StreamRow, ranges: readonly AvailableRange[]): string[] {
  const last = ranges.at(-1);
  const rest = last?.upto === row.tail ? ranges.slice(0, -1) : ranges;
  const kept = last?.upto === row.tail ? last : { from: row.tail, upto: row.tail, bytes: 0 };
  db.prepare("UPDATE stream SET floor = ?, bytes = ? WHERE id = ?").run(kept.from, kept.bytes, row.id);
  const add = db.prepare(`
    INSERT INTO stream (path, content_type, created_at, tail, floor, bytes, closed, source, source_path, fork_position,
      fork_bytes, deleted, lags)
    VALUES (?, ?, ?, ?, ?, ?, 1, ?, ?, ?, 0, 0, 0)`);
  return rest.map(({ from, upto, bytes }, i) => {
    const path = freePath(db, `${row.path}.part-${i + 1}`, `salvaged/stream-${row.id}.part-${i + 1}`);
    add.run(path, row.content_type, row.created_at, upto, from, bytes, row.id, row.path, upto);
    return path;
  });
}

/** The first of the paths that is free, otherwise the last one with a number. */
function freePath(db: Database, ...wanted: readonly string[]): string {
  const isTaken = db.prepare("SELECT 1 FROM stream WHERE path = ?");
  const isFree = (path: string) => Buffer.byteLength(path) <= 1024 && isTaken.get(path) === undefined;
  const free = wanted.find(isFree);
  if (free !== undefined) return free;
  for (let n = 2; ; n++) if (isFree(`${wanted.at(-1)}-${n}`)) return `${wanted.at(-1)}-${n}`;
}
