import type { Database, Statement } from "better-sqlite3";
import { positionBits } from "../../protocol/offset.ts";
import type { StreamRow } from "../streams/row.ts";

/** The messages `from < p <= upto` of a stream, which are all there. */
export interface AvailableRange {
  readonly from: number;
  upto: number;
  bytes: number;
}

/** The messages `from < p <= upto`, which are missing from the stream that they were written to. */
export interface Gap {
  readonly owner: number;
  readonly from: number;
  upto: number;
}

interface Found {
  readonly position: number;
  readonly bytes: number;
}

/** Finds the messages of a stream that are there, including those that it inherits as a fork. */
export class AvailableMessages {
  readonly #row: Statement<[number], StreamRow>;
  readonly #messages: Statement<[{ owner: number; from: number; upto: number }], Found>;

  constructor(db: Database) {
    this.#row = db.prepare("SELECT * FROM stream WHERE id = ?");
    this.#messages = db.prepare(
      `SELECT key - (@owner << ${positionBits}) AS position, length(data) AS bytes FROM message
       WHERE key > ((@owner << ${positionBits}) | @from) AND key <= ((@owner << ${positionBits}) | @upto) ORDER BY key`,
    );
  }

  of(row: StreamRow): { ranges: AvailableRange[]; gaps: Gap[] } {
    const ranges: AvailableRange[] = [];
    const gaps: Gap[] = [];
    for (const { owner, from, upto } of this.#segments(row)) {
      let position = from;
      for (const found of this.#messages.iterate({ owner, from, upto })) {
        if (found.position > position + 1) gaps.push({ owner, from: position, upto: found.position - 1 });
        const last = ranges.at(-1);
        if (last?.upto === found.position - 1) {
          last.upto = found.position;
          last.bytes += found.bytes;
        } else ranges.push({ from: found.position - 1, upto: found.position, bytes: found.bytes });
        position = found.position;
      }
      if (position < upto) gaps.push({ owner, from: position, upto });
    }
    return { ranges, gaps };
  }

  /** Where the readable messages of a stream were written to, in order. */
  #segments(row: StreamRow): { owner: number; from: number; upto: number }[] {
    const segments: { owner: number; from: number; upto: number }[] = [];
    let owner = row;
    let upto = row.tail;
    while (upto > row.floor) {
      const own = owner.source === null ? 0 : (owner.fork_position ?? 0);
      if (upto > own) segments.unshift({ owner: owner.id, from: Math.max(row.floor, own), upto });
      upto = Math.min(upto, own);
      const source = owner.source === null ? undefined : this.#row.get(owner.source);
      // Ids only increase. A source with a higher id is damage, and could make this loop endless.
      if (!source || source.id >= owner.id) break;
      owner = source;
    }
    return segments;
  }
}
