import type { Catalog } from "../catalog.ts";
import { isUnseen, type ReadonlyStream } from "../stream.ts";

/** Positions `from < p <= upto`. */
export interface PositionRange {
  readonly from: number;
  readonly upto: number;
}

/**
 * The messages of a stream that can no longer be read, neither through the stream nor through its forks: those below its
 * floor, but for what forks still see there.
 */
export function unreadableRanges(catalog: Catalog, stream: ReadonlyStream): PositionRange[] {
  const end = isUnseen(stream) ? stream.tail : stream.floor;
  const needed = [...seenByForks(catalog, stream, end)].toSorted((a, b) => a.from - b.from);
  const ranges: PositionRange[] = [];
  let from = 0;
  for (const range of needed) {
    if (range.from > from) ranges.push({ from, upto: Math.min(range.from, end) });
    from = Math.max(from, range.upto);
    if (from >= end) return ranges;
  }
  return [...ranges, { from, upto: end }];
}

/** What forks show of a stream's messages up to a position, and the forks that read through them. */
function* seenByForks(
  catalog: Catalog,
  stream: ReadonlyStream,
  limit: number,
): Generator<PositionRange, void, undefined> {
  for (const fork of catalog.forks(stream.id)) {
    const upto = Math.min(limit, fork.fork!.position);
    if (!isUnseen(fork) && fork.floor < upto) yield { from: fork.floor, upto };
    yield* seenByForks(catalog, fork, upto);
  }
}
