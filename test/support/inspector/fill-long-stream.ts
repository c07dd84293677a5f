import { join } from "node:path";
import Database from "better-sqlite3";
import { positionBits } from "../../../src/protocol/offset.ts";
import { databaseFile } from "../../../src/store/sqlite/file-names.ts";

/** The number of messages with the same time. */
const runMessages = 10_000;

/**
 * Fills an empty stream with JSON messages, in a store that is not open. Three times faster than appending them, and without
 * checksums, like the messages of the first schemas. The messages are spread over a time span, with busy and quiet hours.
 */
export function fillLongStream(
  directory: string,
  path: string,
  messages: number,
  { start, spanMs }: { readonly start: number; readonly spanMs: number },
): void {
  const db = new Database(join(directory, databaseFile));
  try {
    // An interrupted build is started anew, so it needs no durability.
    db.pragma("journal_mode = OFF");
    db.pragma("synchronous = OFF");
    const stream = db.prepare<[string], number>("SELECT id FROM stream WHERE path = ?").pluck().get(path)!;
    const insert = db.prepare<Run>(insertRun);
    db.exec("BEGIN");
    for (let first = 0; first < messages; first += runMessages) {
      const share = first / messages;
      const at = Math.round(start + spanMs * (share + 0.004 * Math.sin(share * 60 * Math.PI)));
      insert.run({ stream, first, after: Math.min(first + runMessages, messages), at });
    }
    db.prepare(finish).run({ stream, messages });
    db.exec("COMMIT");
    db.pragma("journal_mode = WAL");
  } finally {
    db.close();
  }
}

interface Run {
  readonly stream: number;
  readonly first: number;
  readonly after: number;
  readonly at: number;
}

const insertRun = `
  WITH RECURSIVE number (n) AS (SELECT @first UNION ALL SELECT n + 1 FROM number WHERE n + 1 < @after)
  INSERT INTO message (key, appended_at, data)
  SELECT (CAST(@stream AS INTEGER) << ${positionBits}) | (n + 1), @at,
    cast(printf('{"n":%d,"level":"%s","text":"request %d served in %d ms"}', n,
      CASE n % 6 WHEN 0 THEN 'debug' WHEN 4 THEN 'warn' WHEN 5 THEN 'error' ELSE 'info' END, n % 977, n % 89) AS BLOB)
  FROM number`;

const finish = `
  UPDATE stream SET tail = @messages, lags = 0, bytes = (
    SELECT total(length(data)) FROM message WHERE key >> ${positionBits} = @stream)
  WHERE id = @stream`;
