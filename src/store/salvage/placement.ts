import type { Database, Statement } from "better-sqlite3";
import { positionBits } from "../../protocol/offset.ts";
import type { StreamRow } from "../streams/row.ts";

/** Messages `from < p <= upto`, all of them there. */
export interface Run {
  readonly from: number;
  upto: number;
  bytes: number;
}

/** Messages `from < p <= upto` that are missing, of the stream that they were written to. */
export interface Hole {
  readonly owner: number;
  readonly from: number;
  upto: number;
}

interface Found {
  readonly position: number;
  readonly bytes: number;
}

/** Which messages of a stream are there, those that it shares with what it was forked from included. */
export class Placement {
  readonly #row: Statement<[number], StreamRow>;
  readonly #messages: Statement<[{ owner: number; from: number; upto: number }], Found>;

  constructor(db: Database) {
    this.#row = db.prepare("SELECT * FROM stream WHERE id = ?");
    this.#messages = db.prepare(
      `SELECT key - (@owner << ${positionBits}) AS position, length(data) AS bytes FROM message
       WHERE key > ((@owner << ${positionBits}) | @from) AND key <= ((@owner << ${positionBits}) | @upto) ORDER BY key`,
    );
  }

  of(row: StreamRow): { runs: Run[]; holes: Hole[] } {
    const runs: Run[] = [];
    const holes: Hole[] = [];
    for (const { owner, from, upto } of this.#segments(row)) {
      let position = from;
      for (const found of this.#messages.iterate({ owner, from, upto })) {
        if (found.position > position + 1) holes.push({ owner, from: position, upto: found.position - 1 });
        const run = runs.at(-1);
        if (run?.upto === found.position - 1) {
          run.upto = found.position;
          run.bytes += found.bytes;
        } else runs.push({ from: found.position - 1, upto: found.position, bytes: found.bytes });
        position = found.position;
      }
      if (position < upto) holes.push({ owner, from: position, upto });
    }
    return { runs, holes };
  }

  /** Where the readable messages of a stream lie, in order. */
  #segments(row: StreamRow): { owner: number; from: number; upto: number }[] {
    const segments: { owner: number; from: number; upto: number }[] = [];
    let owner = row;
    let upto = row.tail;
    while (upto > row.floor) {
      const own = owner.source === null ? 0 : (owner.fork_position ?? 0);
      if (upto > own) segments.unshift({ owner: owner.id, from: Math.max(row.floor, own), upto });
      upto = Math.min(upto, own);
      const source = owner.source === null ? undefined : this.#row.get(owner.source);
      // Ids only grow: anything else is damage.
      if (!source || source.id >= owner.id) break;
      owner = source;
    }
    return segments;
  }
}
