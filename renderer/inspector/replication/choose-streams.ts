import type { ReplicationState, StreamReplication } from "../../../src/protocol/replication.ts";

/** The maximum number of rows in a table. */
const maxShown = 200;

/** States that need attention first. */
const order: Readonly<Record<ReplicationState, number>> = {
  stopped: 0,
  waiting: 1,
  offline: 2,
  paused: 3,
  syncing: 4,
  starting: 5,
  upToDate: 6,
  complete: 7,
};

/** The streams whose path contains the text, those that need attention first, and the number of those not shown. */
export function chooseStreams(
  streams: readonly StreamReplication[],
  text: string,
): { readonly shown: readonly StreamReplication[]; readonly left: number } {
  const found = streams.filter(({ path }) => path.includes(text));
  const shown = found.toSorted((a, b) => order[a.state] - order[b.state] || (a.path < b.path ? -1 : 1));
  return { shown: shown.slice(0, maxShown), left: Math.max(0, shown.length - maxShown) };
}
