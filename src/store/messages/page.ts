import type { PackedPage, PageOwner } from "../../protocol/packed-page.ts";
import type { ReadOptions } from "../../protocol/stream.ts";
import type { MessageRange } from "./log.ts";
import { segments } from "../streams/lineage/lineage.ts";
import { joined } from "./own-buffer.ts";
import type { Run } from "./recent-range.ts";
import type { StoreContext } from "../context.ts";
import type { ReadonlyStream } from "../streams/stream.ts";

const defaultLimitBytes = 1024 * 1024;
const defaultLimitMessages = 1000;
/** A page is built in memory: larger limits are lowered to these, and the reader simply asks again. */
const maxLimitBytes = 64 * 1024 * 1024;
const maxLimitMessages = 100_000;

/** The messages after a position, as many as the limits allow; the first one always comes. */
export function readPage(
  context: StoreContext,
  stream: ReadonlyStream,
  position: number,
  options: ReadOptions,
): Pick<PackedPage, "data" | "lengths" | "owners"> {
  let bytesLeft = Math.min(options.limitBytes ?? defaultLimitBytes, maxLimitBytes);
  const limitMessages = Math.min(options.limitMessages ?? defaultLimitMessages, maxLimitMessages);
  const upto = Math.min(stream.tail, position + limitMessages);
  const lengths: number[] = [];
  const owners: PageOwner[] = [];
  const parts: Uint8Array[] = [];
  for (const segment of segments(context, stream, position, upto)) {
    const run = readRun(context, segment, bytesLeft, { isFirst: lengths.length === 0, json: stream.json });
    if (run.lengths.length > 0) {
      owners.push({ streamId: segment.streamId, count: run.lengths.length });
      parts.push(run.data);
    }
    for (const length of run.lengths) {
      lengths.push(length);
      bytesLeft -= length;
    }
    if (run.lengths.length < segment.upto - segment.from) break;
  }
  return { data: joinParts(parts, stream.json), lengths: Uint32Array.from(lengths), owners };
}

/** The messages of a segment that fit; the page's first one always does. */
function readRun(
  { log }: StoreContext,
  segment: MessageRange,
  limitBytes: number,
  { isFirst, json }: { readonly isFirst: boolean; readonly json: boolean },
): Run {
  const recent = log.recent.find(segment, limitBytes);
  if (recent) return recent;
  const run = log.read(segment, json, { limitBytes, takesFirst: isFirst });
  if (run.lengths.length === segment.upto - segment.from) log.recent.keep(segment, run);
  return run;
}

/** Nearly always one part: more only where a page crosses from a source into its fork. */
function joinParts(parts: readonly Uint8Array[], json: boolean): Uint8Array {
  if (parts.length <= 1) return parts[0] ?? new Uint8Array();
  const comma = Buffer.from(",");
  return joined(json ? parts.flatMap((part, i) => (i === 0 ? [part] : [comma, part])) : parts);
}
