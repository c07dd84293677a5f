import type { Database, Statement } from "better-sqlite3";
import { within, type Within } from "../message-log.ts";

/** What is known of a message without reading it: `[appended at, bytes]`. */
export type MessageFact = [appendedAt: number, bytes: number];

/** Facts and first bytes of messages, within positions of one stream that lie side by side. */
export class MessageFacts {
  readonly #facts: Statement<Within, MessageFact>;
  readonly #heads: Statement<[number, ...Within], Buffer>;

  constructor(db: Database) {
    // The length of a value stands before it: none of its pages are read.
    this.#facts = db
      .prepare<Within, MessageFact>(
        `SELECT appended_at, length(data) FROM message WHERE ${within} ORDER BY key`,
      )
      .raw();
    this.#heads = db
      .prepare<[number, ...Within], Buffer>(
        `SELECT cast(group_concat(head, x'') AS BLOB) FROM
          (SELECT substr(data, 1, ?) AS head FROM message WHERE ${within} ORDER BY key)`,
      )
      .pluck();
  }

  of(stream: number, from: number, upto: number): MessageFact[] {
    return this.#facts.all(stream, from, stream, upto);
  }

  /** The first bytes of each, end to end. SQLite reads the whole of a message for it, all but the copying. */
  heads(stream: number, from: number, upto: number, bytes: number): Uint8Array {
    return this.#heads.get(bytes, stream, from, stream, upto) ?? new Uint8Array();
  }
}
