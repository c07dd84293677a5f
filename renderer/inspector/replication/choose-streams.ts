import type { ReplicationState, StreamReplication } from "../../../src/protocol/replication.ts";

/** Rows that a table has at the most: what needs somebody comes first. */
const maxShown = 200;

const urgency: Readonly<Record<ReplicationState, number>> = {
  stopped: 0,
  waiting: 1,
  offline: 2,
  paused: 3,
  syncing: 4,
  starting: 5,
  upToDate: 6,
  complete: 7,
};

/** The streams whose path holds the text, the most urgent first, and how many there are beyond those. */
export function chooseStreams(
  streams: readonly StreamReplication[],
  text: string,
): { readonly shown: readonly StreamReplication[]; readonly left: number } {
  const found = streams.filter(({ path }) => path.includes(text));
  const shown = found.toSorted((a, b) => urgency[a.state] - urgency[b.state] || (a.path < b.path ? -1 : 1));
  return { shown: shown.slice(0, maxShown), left: Math.max(0, shown.length - maxShown) };
}
