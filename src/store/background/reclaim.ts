import { unreadableRanges } from "../streams/retention.ts";
import type { StoreContext } from "../context.ts";

const rowsPerStep = 256;
const bytesPerStep = 256 * 1024;
const producersPerStep = 500;

/** Inside a transaction: deletes a little of what nobody can read any more. Returns whether there is more. */
export function reclaimStep(context: StoreContext): boolean {
  const { garbage, log, catalog } = context;
  const entry = garbage.next();
  if (!entry) return false;
  const state = catalog.byId(entry.stream);
  const ranges = state ? unreadableRanges(context, state) : [{ from: 0, upto: entry.upto }];
  for (const range of ranges) {
    if (log.deleteSome({ streamId: entry.stream, ...range }, rowsPerStep, bytesPerStep)) return true;
  }
  // The stream itself is gone: so are its producers, a few at a time.
  if (!state && context.producers.deleteSome(entry.stream, producersPerStep)) return true;
  garbage.remove(entry.stream);
  return true;
}
