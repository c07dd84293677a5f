import type { Database } from "better-sqlite3";
import { positionBits } from "../../protocol/offset.ts";
import { isAsStored, messageChecksum } from "../messages/checksum.ts";
import { countOf, messagesIn } from "../messages/rows.ts";
import type { PageFile } from "./page-file.ts";
import { rowsOf, type Row } from "./page-rows.ts";
import { streamColumns } from "../streams/row.ts";
import { messagesOf, pathEntryOf, tableOf, type FoundMessages } from "./identify-rows.ts";

/** What was found in a damaged file, apart from the rows, which are in the new database. */
export interface Collected {
  messages: number;
  /** How many of these have no checksum. */
  unproven: number;
  /** Messages with a wrong checksum, which were left out. */
  changed: number;
  /** Rows that could not be read, or do not fit their table. */
  broken: number;
  /** The highest id that a stream ever had, if it was found. */
  lastStreamId: number | undefined;
}

const pagesPerReport = 256;

/** Copies every row that can be read from a damaged file into a new, empty database. */
export function collect(
  from: PageFile,
  into: Database,
  onProgress: (page: number, pages: number) => void,
): Collected {
  const found: Collected = { messages: 0, unproven: 0, changed: 0, broken: 0, lastStreamId: undefined };
  into.exec("CREATE TEMP TABLE found_path (id INTEGER PRIMARY KEY, path TEXT NOT NULL)");
  const put = writer(into, found);
  let seen = 0;
  for (const page of from.pages()) {
    for (const row of rowsOf(from, page, () => found.broken++)) {
      const messages = messagesOf(row);
      if (!messages) put.row(row);
      else if (isAsStored(messages, messages.checksum)) put.messages(messages, page.loose);
      else found.changed += countOf(messages.lengths);
    }
    if (++seen % pagesPerReport === 0) onProgress(Math.min(seen, from.pageCount), from.pageCount);
  }
  return found;
}

function writer(db: Database, found: Collected) {
  const insert = db.prepare(
    `INSERT OR IGNORE INTO message VALUES (((? << ${positionBits}) | ?), ?, ?, ?, NULL)`,
  );
  const insertRow = (table: string, columns: number) =>
    db.prepare(`INSERT OR IGNORE INTO ${table} VALUES (${Array(columns).fill("?").join(", ")})`);
  const inserts = {
    stream: insertRow("stream", streamColumns.length),
    producer: insertRow("producer", 4),
    replica: insertRow("replica", 4),
    garbage: insertRow("garbage", 2),
    subscription: insertRow("subscription", 18),
    subscription_link: insertRow("subscription_link", 6),
    subscription_secret: insertRow("subscription_secret", 2),
  };
  const insertPath = db.prepare("INSERT OR IGNORE INTO found_path VALUES (?, ?)");
  return {
    /** Writes a row for each message: another version of the row may hold some of them, too. */
    messages(row: FoundMessages, loose: boolean): void {
      const { stream, appendedAt, checksum } = row;
      // In a part of the log that SQLite ignores, only a checksum proves that this is a message.
      if (loose && checksum === null) return;
      const messages = messagesIn(row);
      messages.forEach((data, i) => {
        const position = row.position - messages.length + 1 + i;
        const sum =
          checksum === null ? null : messageChecksum({ stream, position, appendedAt, data, lengths: null });
        if (insert.run(stream, position, appendedAt, data, sum).changes === 0) return;
        found.messages++;
        if (checksum === null) found.unproven++;
      });
    },
    row(row: Row): void {
      const entry = pathEntryOf(row);
      if (entry) insertPath.run(entry.id, entry.path);
      const table = tableOf(row);
      if (table === undefined) return;
      const values = row.values[0] === null && row.rowid !== undefined ? withRowid(row) : [...row.values];
      if (table === "sqlite_sequence") {
        if (values[0] === "stream") found.lastStreamId = Math.max(Number(values[1]), found.lastStreamId ?? 0);
        return;
      }
      // A row from before the last column was added: its value is 0.
      if (table === "stream" && values.length < streamColumns.length) values.push(0);
      try {
        inserts[table].run(values);
      } catch {
        // A damaged value does not fit its column.
        found.broken++;
      }
    },
  };
}

function withRowid({ rowid, values }: Row) {
  return [rowid!, ...values.slice(1)];
}
