import type Database from "better-sqlite3";

/** How many messages a row holds; its key is the last one's. */
const count = "coalesce(length(lengths) / 2, 1)";

/** What must always hold between the tables of a store, as queries for the rows that violate it. */
const invariants: Record<string, string> = {
  "a message that belongs to nothing": `
    SELECT DISTINCT key >> 36 FROM message
    WHERE key >> 36 NOT IN (SELECT id FROM stream) AND key >> 36 NOT IN (SELECT stream FROM garbage)`,
  "a producer that belongs to nothing": `
    SELECT id FROM producer
    WHERE stream NOT IN (SELECT id FROM stream) AND stream NOT IN (SELECT stream FROM garbage)`,
  // The row of a growing stream may lag: then its messages hold the tail.
  "a message above its stream's tail": `
    SELECT key FROM message JOIN stream ON stream.id = key >> 36 WHERE key & 0xFFFFFFFFF > tail AND NOT lags`,
  "a floor above the tail": "SELECT id FROM stream WHERE floor > tail OR floor < 0",
  "a fork without its source": `
    SELECT id FROM stream WHERE source IS NOT NULL AND source NOT IN (SELECT id FROM stream)`,
  "messages missing above the floor": `
    SELECT id FROM (SELECT id, max(floor, coalesce(fork_position, 0)) AS bottom, lags, tail FROM stream
      WHERE deleted = 0 AND path IS NOT NULL)
    WHERE tail - bottom <> (SELECT coalesce(sum(min(${count}, key - (id << 36) - bottom)), 0) FROM message
        WHERE key > (id << 36) + bottom AND key <= (id << 36) + tail)
      OR lags AND (SELECT max(key) - (id << 36) - tail <> sum(${count}) FROM message
        WHERE key > (id << 36) + tail AND key < (id + 1) << 36)`,
  "rows that overlap": `
    SELECT key FROM (SELECT key, ${count} AS count, lag(key) OVER (ORDER BY key) AS before FROM message)
    WHERE before >> 36 = key >> 36 AND before > key - count`,
  "times that go back within a stream": `
    SELECT key FROM (SELECT key, appended_at,
      lag(appended_at) OVER (PARTITION BY key >> 36 ORDER BY key) AS before FROM message)
    WHERE before > appended_at`,
};

/** What is wrong with the tables themselves; undefined if nothing is. */
export function findDamage(db: Database.Database): string | undefined {
  const check = db.pragma("integrity_check", { simple: true }) as string;
  if (check !== "ok") return `integrity_check: ${check}`;
  for (const [name, query] of Object.entries(invariants)) {
    const row = db.prepare(query).pluck().get();
    if (row !== undefined) return `${name}: ${row as string}`;
  }
  return undefined;
}

/** Counts, after compaction, messages on disk that no stream can show: leaked space. */
export function countUnreadable(db: Database.Database): number {
  return db
    .prepare<[], number>(
      "SELECT (SELECT count(*) FROM garbage) + (SELECT count(*) FROM message WHERE key >> 36 NOT IN (SELECT id FROM stream))",
    )
    .pluck()
    .get()!;
}
