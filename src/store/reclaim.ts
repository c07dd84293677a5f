import type { GarbageEntry } from "./garbage.ts";
import { unreadableRanges, type PositionRange } from "./retention.ts";
import type { StoreContext } from "./store-context.ts";

const messagesPerStep = 256;
const bytesPerStep = 256 * 1024;
const producersPerStep = 500;

/** Inside a transaction: deletes a little of what nobody can read any more. Returns whether there is more. */
export function reclaimStep(context: StoreContext): boolean {
  const { garbage, log, catalog } = context;
  const entry = garbage.next();
  if (!entry) return false;
  const state = catalog.byId(entry.stream);
  const ranges = state ? unreadableRanges(context, state) : [{ from: 0, upto: entry.upto }];
  for (const { from, upto } of ranges) {
    const first = log.first(entry.stream, from, upto);
    if (first === undefined) continue;
    deleteSome(context, entry, { from: first - 1, upto });
    return true;
  }
  // The stream itself is gone: so are its producers, a few at a time.
  if (!state && context.producers.deleteSome(entry.stream, producersPerStep)) return true;
  garbage.remove(entry.stream);
  return true;
}

/** As many messages as are few enough, by number and by size; one at least. */
function deleteSome({ log }: StoreContext, { stream }: GarbageEntry, { from, upto }: PositionRange): void {
  let bytes = 0;
  let count = 0;
  for (const length of log.lengths(stream, from, upto, messagesPerStep)) {
    bytes += length;
    if (bytes > bytesPerStep && count > 0) break;
    count++;
  }
  log.delete(stream, from, from + count);
}
