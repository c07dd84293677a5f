import { segments } from "../../streams/lineage/lineage.ts";
import type { ReadonlyStream } from "../../streams/stream.ts";
import type { InspectionContext } from "../context.ts";

/** The most bytes of a batch, unless its first message alone has more. */
const maxBatchBytes = 512 * 1024;
/** The bytes of each message that are searched. */
export const maxSearchedBytes = 1024 * 1024;

export interface SearchRow {
  /** Where the searched part of the message begins and ends in the batch's data. */
  readonly start: number;
  readonly end: number;
  /** The bytes of the whole message. */
  readonly byteLength: number;
}

/** The searched parts of consecutive messages. */
export interface SearchBatch {
  /** The position before the first message. */
  readonly position: number;
  /** The position at which the search continues. */
  readonly next: number;
  readonly data: Buffer;
  readonly rows: readonly SearchRow[];
}

/**
 * As many of the messages `from < p <= upto` as fit into a batch: from the start on, or backward from the end. Skips messages
 * that retention has dropped.
 */
export function readBatch(
  context: InspectionContext,
  stream: ReadonlyStream,
  { from, upto }: { readonly from: number; readonly upto: number },
  backward: boolean,
): SearchBatch {
  const low = Math.max(stream.floor, from);
  const lengths = low < upto ? lengthsOf(context, stream, low, upto) : [];
  const { first, end } = fitting(lengths, backward);
  const parts: Uint8Array[] = [];
  for (const part of segments(context.store, stream, low + first, low + end))
    parts.push(context.facts.heads(part, maxSearchedBytes));
  let start = 0;
  return {
    position: low + first,
    next: backward
      ? first === 0
        ? from
        : low + first
      : Math.min(Math.max(low + end, from), Math.max(upto, from)),
    data: Buffer.concat(parts),
    rows: lengths.slice(first, end).map((byteLength) => ({
      start,
      end: (start += Math.min(byteLength, maxSearchedBytes)),
      byteLength,
    })),
  };
}

function lengthsOf(
  { store }: InspectionContext,
  stream: ReadonlyStream,
  from: number,
  upto: number,
): number[] {
  const lengths: number[] = [];
  for (const segment of segments(store, stream, from, upto)) lengths.push(...store.log.lengths(segment));
  return lengths;
}

/** The indexes of the messages that fit into a batch; at least one. */
function fitting(lengths: readonly number[], backward: boolean): { first: number; end: number } {
  const sizes = lengths.map((length) => Math.min(length, maxSearchedBytes));
  if (backward) sizes.reverse();
  let left = maxBatchBytes;
  let count = sizes.findIndex((size, i) => (left -= size) < 0 && i > 0);
  if (count === -1) count = sizes.length;
  return backward ? { first: sizes.length - count, end: sizes.length } : { first: 0, end: count };
}
