import type { Database } from "better-sqlite3";
import { positionBits } from "../../protocol/offset.ts";
import { isAsStored, messageChecksum } from "../messages/checksum.ts";
import { countOf, messagesIn } from "../messages/rows.ts";
import type { PageFile } from "./page-file.ts";
import { rowsOf, type Row } from "./page-rows.ts";
import { messagesOf, pathEntryOf, tableOf, type FoundMessages } from "./recognise.ts";

/** What was found in a damaged file, apart from the rows themselves, which are in the new database. */
export interface Collected {
  messages: number;
  /** Of these, messages without a checksum. */
  unproven: number;
  /** Messages that are not as they were stored: left out. */
  changed: number;
  /** Rows of any kind that could not be made out, or do not fit their table. */
  broken: number;
  /** The highest id that a stream ever had, if that was found. */
  lastStreamId: number | undefined;
}

const pagesPerReport = 256;
/** Of table `stream`. */
const streamColumns = 25;

/** Copies every row that can be made out from a damaged file into a new, empty database. */
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
    stream: insertRow("stream", streamColumns),
    producer: insertRow("producer", 4),
    replica: insertRow("replica", 4),
    garbage: insertRow("garbage", 2),
    subscription: insertRow("subscription", 18),
    subscription_link: insertRow("subscription_link", 6),
    subscription_secret: insertRow("subscription_secret", 2),
  };
  const insertPath = db.prepare("INSERT OR IGNORE INTO found_path VALUES (?, ?)");
  return {
    /** One row for each message: some of them may be found in another version of their row, too. */
    messages(row: FoundMessages, loose: boolean): void {
      const { stream, appendedAt, checksum } = row;
      // Where SQLite would not read any more, only a checksum tells a message from what looks like one.
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
      // Its last column has come later, and is 0 where it is missing.
      if (table === "stream" && values.length < streamColumns) values.push(0);
      try {
        inserts[table].run(values);
      } catch {
        // A value that its column does not take: bits have flipped.
        found.broken++;
      }
    },
  };
}

function withRowid({ rowid, values }: Row) {
  return [rowid!, ...values.slice(1)];
}
