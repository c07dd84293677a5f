import type { PreviewOptions, PreviewPage } from "../../protocol/inspection/preview.ts";
import { startOffset } from "../../protocol/offset.ts";
import { checkOptions, isWholeNumber, type OptionCheck } from "../check-options.ts";
import { offsetAt, segments } from "../streams/lineage/lineage.ts";
import { missing } from "../messages/log.ts";
import { joined } from "../messages/own-buffer.ts";
import type { MessageRange } from "../messages/range.ts";
import { resolvePosition } from "../streams/lineage/resolve-position.ts";
import type { StoreContext } from "../context.ts";
import { settleAndRequire } from "../streams/settle.ts";
import type { ReadonlyStream } from "../streams/stream.ts";
import type { InspectionContext } from "./context.ts";
import type { MessageFact } from "./message-facts.ts";
import { nextTurn } from "../turns.ts";

const defaultRows = 200;
const maxRows = 2000;
const defaultHeadBytes = 256;
const maxHeadBytes = 64 * 1024;
/** The bytes of all heads of a page. */
const maxHeadsBytes = 1024 * 1024;
/** The bytes of the messages whose heads are read in one turn of the event loop: SQLite reads each message to its end. */
const readBytesPerTurn = 4 * 1024 * 1024;

/** The facts of a page's messages, and the parts in which their heads are to be read. */
interface Rows {
  readonly page: Omit<PreviewPage, "heads" | "headLengths">;
  readonly parts: readonly Part[];
}

/** Consecutive messages whose heads are read in one turn. */
interface Part extends MessageRange {
  /** The bytes of each head. */
  readonly heads: Uint32Array;
}

export async function preview(
  { store, facts }: InspectionContext,
  path: string,
  options: PreviewOptions = {},
): Promise<PreviewPage> {
  checkOptions("preview", options, {
    offset: [(value) => typeof value === "string", "an offset"] satisfies OptionCheck,
    limitMessages: isWholeNumber(1),
    headBytes: isWholeNumber(1),
  });
  const headBytes = Math.min(options.headBytes ?? defaultHeadBytes, maxHeadBytes);
  const limit = Math.min(
    options.limitMessages ?? defaultRows,
    maxRows,
    Math.floor(maxHeadsBytes / headBytes),
  );
  const readHeads = (part: Part) => facts.heads(part, headBytes);
  const { page, parts, first } = store.snapshot(() => {
    const stream = settleAndRequire(store, path, store.readEffects);
    const position = resolvePosition(store, stream, options.offset ?? startOffset);
    const rows = readRows({ store, facts }, stream, position, limit, headBytes);
    return { ...rows, first: rows.parts.slice(0, 1).map(readHeads) };
  });
  const heads = [...first];
  for (const part of parts.slice(1)) {
    await nextTurn();
    heads.push(store.snapshot(() => wholeHeads(readHeads(part), part)));
  }
  return {
    ...page,
    heads: heads.length === 1 ? heads[0]! : joined(heads),
    headLengths: Uint32Array.from(parts.flatMap((part) => [...part.heads])),
  };
}

function readRows(
  { store, facts }: Pick<InspectionContext, "store" | "facts">,
  stream: ReadonlyStream,
  position: number,
  limit: number,
  headBytes: number,
): Rows {
  const upto = Math.min(stream.tail, position + limit);
  const rows: MessageFact[] = [];
  const parts: Part[] = [];
  for (const segment of segments(store, stream, position, upto)) {
    const found = facts.of(segment);
    if (found.length !== segment.upto - segment.from)
      throw missing(segment.streamId, segment.from + found.length + 1);
    parts.push(...partsOf(segment, found, headBytes));
    rows.push(...found);
  }
  return { page: factsPage(store, stream, position, rows), parts };
}

function* partsOf(segment: MessageRange, facts: readonly MessageFact[], headBytes: number) {
  let first = 0;
  while (first < facts.length) {
    let bytes = facts[first]![1];
    let end = first + 1;
    while (end < facts.length && bytes + facts[end]![1] <= readBytesPerTurn) bytes += facts[end++]![1];
    yield {
      streamId: segment.streamId,
      from: segment.from + first,
      upto: segment.from + end,
      heads: new Uint32Array(facts.slice(first, end).map(([, length]) => Math.min(length, headBytes))),
    };
    first = end;
  }
}

function factsPage(
  store: StoreContext,
  stream: ReadonlyStream,
  position: number,
  rows: readonly MessageFact[],
): Rows["page"] {
  return {
    json: stream.json,
    streamId: stream.id,
    position,
    byteLengths: new Uint32Array(rows.map(([, bytes]) => bytes)),
    appendedAt: new Float64Array(rows.map(([appendedAt]) => appendedAt)),
    nextOffset: offsetAt(store, stream, position + rows.length),
    tailOffset: offsetAt(store, stream, stream.tail),
    startOffset: offsetAt(store, stream, stream.floor),
    closed: stream.closed,
  };
}

/** The heads of a part; none if some of its messages were deleted since the last turn. */
function wholeHeads(heads: Uint8Array, part: Part): Uint8Array {
  const expected = part.heads.reduce((sum, length) => sum + length, 0);
  if (heads.length === expected) return heads;
  part.heads.fill(0);
  return new Uint8Array();
}
