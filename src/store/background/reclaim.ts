import type { StoreContext } from "../context.ts";
import { unreadableRanges } from "../streams/lineage/unreadable-ranges.ts";

const rowsPerStep = 256;
const bytesPerStep = 256 * 1024;
const producersPerStep = 500;

/** Inside a transaction: deletes a few of the messages that can no longer be read. Returns whether there may be more. */
export function reclaimStep({
  garbage,
  log,
  catalog,
  producers,
}: Pick<StoreContext, "garbage" | "log" | "catalog" | "producers">): boolean {
  const entry = garbage.next();
  if (!entry) return false;
  const stream = catalog.byId(entry.stream);
  const ranges = stream ? unreadableRanges(catalog, stream) : [{ from: 0, upto: entry.upto }];
  for (const range of ranges) {
    if (log.deleteSome({ streamId: entry.stream, ...range }, rowsPerStep, bytesPerStep)) return true;
  }
  // If the stream itself was deleted, its producers go too, a few at a time.
  if (!stream && producers.deleteSome(entry.stream, producersPerStep)) return true;
  garbage.remove(entry.stream);
  return true;
}
