import type { Database } from "better-sqlite3";
import { StreamError } from "../../protocol/errors.ts";
import type { StreamRow } from "../streams/row.ts";

/** The messages `from < p <= upto` of a stream, which must be there for a reader. */
export interface Need {
  readonly from: number;
  readonly upto: number;
  /** The stream itself, or a fork of it. */
  readonly reader: Pick<StreamRow, "id" | "path">;
}

/** A fork, with the ranges of other streams that it inherits: the bytes of these and of its own messages must add up. */
export interface ForkBytes {
  readonly row: StreamRow;
  readonly inherited: readonly { readonly source: number; readonly from: number; readonly upto: number }[];
}

/** What forks need of the streams they were forked from. Held in memory, a few hundred bytes for each fork. */
export interface ForkNeeds {
  readonly bySource: ReadonlyMap<number, readonly Need[]>;
  readonly forks: ReadonlyMap<number, ForkBytes>;
}

export function isVisible(row: StreamRow): boolean {
  return row.path !== null && row.deleted === 0;
}

/** Goes through all forks; yields 1 for each. */
export function* forkNeeds(db: Database): Generator<number, ForkNeeds, undefined> {
  const bySource = new Map<number, Need[]>();
  const forks = new Map<number, ForkBytes>();
  const find = db.prepare<[number], StreamRow>("SELECT * FROM stream WHERE id = ?");
  const all = db.prepare<[], StreamRow>("SELECT * FROM stream WHERE source IS NOT NULL ORDER BY id");
  for (const row of all.iterate()) {
    yield 1;
    if (!isVisible(row)) continue;
    const inherited = inheritedBy(row, (id) => find.get(id));
    forks.set(row.id, { row, inherited });
    for (const { source, from, upto } of inherited) {
      const needs = bySource.get(source) ?? [];
      needs.push({ from, upto, reader: { id: row.id, path: row.path } });
      bySource.set(source, needs);
    }
  }
  return { bySource, forks };
}

/** Where the inherited messages of a fork are stored. A source that does not exist is reported with the fork's row. */
function inheritedBy(row: StreamRow, find: (id: number) => StreamRow | undefined): ForkBytes["inherited"] {
  const inherited: { source: number; from: number; upto: number }[] = [];
  let owner = row;
  let upto = row.fork_position ?? 0;
  while (owner.source !== null && upto > row.floor) {
    const source = find(owner.source);
    if (!source) break;
    // Ids only increase. A source with a higher id is damage, and could make this loop endless.
    if (source.id >= owner.id)
      throw new StreamError("STORE_CORRUPT", `stream ${owner.id} is a fork of the later stream ${source.id}`);
    const own = source.source === null ? 0 : (source.fork_position ?? 0);
    if (upto > own) inherited.push({ source: source.id, from: Math.max(row.floor, own), upto });
    upto = Math.min(upto, own);
    owner = source;
  }
  return inherited;
}
