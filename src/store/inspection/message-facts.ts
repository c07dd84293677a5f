import type { Database, Statement } from "better-sqlite3";
import { maxPosition } from "../../protocol/offset.ts";
import type { MessageRange } from "../messages/log.ts";
import { inRange, messagesIn, pushLengths, rowLengths, type RowLengths } from "../messages/rows.ts";
import { joined } from "../messages/own-buffer.ts";
import { holding, lastPosition, type Holding } from "../messages/table.ts";

/** What is known of a message without reading it: `[appended at, bytes]`. */
export type MessageFact = [appendedAt: number, bytes: number];

type FactsRow = [last: number, lengths: RowLengths, appendedAt: number];
type HeadRow = [last: number, data: Buffer, lengths: Buffer | null];

/** Facts and first bytes of messages, within positions of one stream that lie side by side. */
export class MessageFacts {
  readonly #facts: Statement<Holding, FactsRow>;
  readonly #heads: Statement<[number, ...Holding], HeadRow>;

  constructor(db: Database) {
    const rows = `FROM message WHERE ${holding} ORDER BY key`;
    // The length of a value stands before it: none of its pages are read.
    this.#facts = db
      .prepare<Holding, FactsRow>(`SELECT ${lastPosition}, ${rowLengths}, appended_at ${rows}`)
      .raw();
    this.#heads = db
      .prepare<[number, ...Holding], HeadRow>(
        `SELECT ${lastPosition}, iif(lengths IS NULL, substr(data, 1, ?), data), lengths ${rows}`,
      )
      .raw();
  }

  of(range: MessageRange): MessageFact[] {
    const facts: MessageFact[] = [];
    for (const [last, lengths, appendedAt] of this.#facts.all(...holdingOf(range))) {
      const all: number[] = [];
      pushLengths(all, lengths);
      for (const length of inRange(all, last, range)) facts.push([appendedAt, length]);
    }
    return facts;
  }

  /** The first bytes of each, end to end. SQLite reads the whole of a message for it, all but the copying. */
  heads(range: MessageRange, bytes: number): Uint8Array {
    const heads: Uint8Array[] = [];
    for (const [last, data, lengths] of this.#heads.all(bytes, ...holdingOf(range))) {
      for (const message of inRange(messagesIn({ data, lengths }), last, range))
        heads.push(message.subarray(0, bytes));
    }
    return joined(heads);
  }
}

function holdingOf({ streamId, from, upto }: MessageRange): Holding {
  return [streamId, from, streamId, upto, streamId, maxPosition];
}
