import type { SpaceMap, SpaceMapOptions } from "../../protocol/inspection/space-map.ts";
import { checkOptions, isWholeNumber } from "../check-options.ts";
import type { InspectionContext } from "./context.ts";
import { sortInTurns } from "./browse/sort-in-turns.ts";
import { nextTurn } from "../turns.ts";

const defaultLimit = 100;
const maxLimit = 1000;
const entriesPerTurn = 5000;
/** The most folders of the rest. Further ones are summed up with the streams that are in no folder. */
const maxFolders = 1000;

export async function spaceMap(context: InspectionContext, options: SpaceMapOptions = {}): Promise<SpaceMap> {
  context.store.commit.assertOpen();
  checkOptions("spaceMap", options, { limit: isWholeNumber(1, maxLimit) });
  const { limit = defaultLimit } = options;
  const { entries } = await context.index.snapshot();
  const sorted = await sortInTurns(entries, (a, b) => b.bytes - a.bytes || a.rank - b.rank);
  const folders = new Map<string, { bytes: number; streams: number }>();
  let totalBytes = 0;
  for (const [i, { path, bytes }] of sorted.entries()) {
    if (i % entriesPerTurn === entriesPerTurn - 1) await nextTurn();
    totalBytes += bytes;
    if (i < limit) continue;
    const name = path.slice(0, Math.max(0, path.indexOf("/")));
    const folder = folders.has(name) || folders.size < maxFolders ? name : "";
    const sum = folders.get(folder) ?? { bytes: 0, streams: 0 };
    folders.set(folder, { bytes: sum.bytes + bytes, streams: sum.streams + 1 });
  }
  return {
    totalBytes,
    streams: entries.length,
    largest: sorted
      .slice(0, limit)
      .map(({ path, bytes, messages, isFork }) => ({ path, bytes, messages, isFork })),
    rest: [...folders].map(([folder, sum]) => ({ folder, ...sum })).toSorted((a, b) => b.bytes - a.bytes),
  };
}
