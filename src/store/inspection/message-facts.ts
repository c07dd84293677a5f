import type { Database, Statement } from "better-sqlite3";
import { maxPosition } from "../../protocol/offset.ts";
import { joined } from "../messages/own-buffer.ts";
import type { MessageRange } from "../messages/range.ts";
import { inRange, messagesIn, pushLengths, rowLengths, type RowLengths } from "../messages/rows.ts";
import { lastPosition, rowsCovering, type CoveringParameters } from "../messages/table.ts";

/** What can be told about a message without reading it; the time in milliseconds since the epoch. */
export type MessageFact = [appendedAt: number, bytes: number];

type FactsRow = [last: number, lengths: RowLengths, appendedAt: number];
type HeadRow = [last: number, data: Buffer, lengths: Buffer | null];

/** Facts and first bytes of the messages of a range. */
export class MessageFacts {
  readonly #facts: Statement<CoveringParameters, FactsRow>;
  readonly #heads: Statement<[number, ...CoveringParameters], HeadRow>;

  constructor(db: Database) {
    const rows = `FROM message WHERE ${rowsCovering} ORDER BY key`;
    // SQLite stores the length of a value in front of it: none of the value's pages are read.
    this.#facts = db
      .prepare<CoveringParameters, FactsRow>(`SELECT ${lastPosition}, ${rowLengths}, appended_at ${rows}`)
      .raw();
    this.#heads = db
      .prepare<[number, ...CoveringParameters], HeadRow>(
        `SELECT ${lastPosition}, iif(lengths IS NULL, substr(data, 1, ?), data), lengths ${rows}`,
      )
      .raw();
  }

  of(range: MessageRange): MessageFact[] {
    const facts: MessageFact[] = [];
    for (const [last, lengths, appendedAt] of this.#facts.all(...parametersOf(range))) {
      const all: number[] = [];
      pushLengths(all, lengths);
      for (const length of inRange(all, last, range)) facts.push([appendedAt, length]);
    }
    return facts;
  }

  /** The first bytes of each message, end to end. SQLite reads the whole message for them, although it does not copy it. */
  heads(range: MessageRange, bytes: number): Uint8Array {
    const heads: Uint8Array[] = [];
    for (const [last, data, lengths] of this.#heads.all(bytes, ...parametersOf(range))) {
      for (const message of inRange(messagesIn({ data, lengths }), last, range))
        heads.push(message.subarray(0, bytes));
    }
    return joined(heads);
  }
}

function parametersOf({ streamId, from, upto }: MessageRange): CoveringParameters {
  return [streamId, from, streamId, upto, streamId, maxPosition];
}
