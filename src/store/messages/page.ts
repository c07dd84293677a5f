import type { PackedPage, PageOwner } from "../../protocol/packed-page.ts";
import type { ReadOptions } from "../../protocol/stream.ts";
import { segments } from "../streams/lineage/lineage.ts";
import { joined } from "./own-buffer.ts";
import type { MessageRange, RangeContent } from "./range.ts";
import type { StoreContext } from "../context.ts";
import type { ReadonlyStream } from "../streams/stream.ts";

const defaultLimitBytes = 1024 * 1024;
const defaultLimitMessages = 1000;
/** A page is built in memory, so larger limits are lowered to these: the reader gets the rest with its next page. */
const maxLimitBytes = 64 * 1024 * 1024;
const maxLimitMessages = 100_000;

/** The messages after a position, as many as the limits allow, but at least one. */
export function readPage(
  context: Pick<StoreContext, "catalog" | "log">,
  stream: ReadonlyStream,
  position: number,
  options: ReadOptions,
): Pick<PackedPage, "data" | "lengths" | "owners"> {
  const limits = limitsIn(options);
  let bytesLeft = limits.bytes;
  const upto = Math.min(stream.tail, position + limits.messages);
  const lengths: number[] = [];
  const owners: PageOwner[] = [];
  const parts: Uint8Array[] = [];
  for (const segment of segments(context, stream, position, upto)) {
    const isFirst = lengths.length === 0;
    const content = readSegment(context, segment, bytesLeft, { isFirst, json: stream.json });
    if (content.lengths.length > 0) {
      owners.push({ streamId: segment.streamId, count: content.lengths.length });
      parts.push(content.data);
    }
    for (const length of content.lengths) {
      lengths.push(length);
      bytesLeft -= length;
    }
    if (content.lengths.length < segment.upto - segment.from) break;
  }
  return { data: joinParts(parts, stream.json), lengths: Uint32Array.from(lengths), owners };
}

/** Where the page starts that ends at a position: it has as many messages as the limits allow, but at least one. */
export function startOfPage(
  context: Pick<StoreContext, "catalog" | "log">,
  stream: ReadonlyStream,
  end: number,
  options: ReadOptions,
): number {
  const limits = limitsIn(options);
  const first = Math.max(stream.floor, end - limits.messages);
  const lengths: number[] = [];
  for (const segment of segments(context, stream, first, end))
    for (const length of context.log.lengths(segment)) lengths.push(length);
  let bytesLeft = limits.bytes;
  let start = end;
  while (start > first && ((bytesLeft -= lengths[start - first - 1]!) >= 0 || start === end)) start--;
  return start;
}

function limitsIn({ limitBytes = defaultLimitBytes, limitMessages = defaultLimitMessages }: ReadOptions) {
  return {
    bytes: Math.min(limitBytes, maxLimitBytes),
    messages: Math.min(limitMessages, maxLimitMessages),
  };
}

/** The messages of a segment that fit into the page; the page's first one always does. */
function readSegment(
  { log }: Pick<StoreContext, "log">,
  segment: MessageRange,
  limitBytes: number,
  { isFirst, json }: { readonly isFirst: boolean; readonly json: boolean },
): RangeContent {
  const recent = log.recent.find(segment, limitBytes);
  if (recent) return recent;
  const content = log.read(segment, json, { limitBytes, takesFirst: isFirst });
  if (content.lengths.length === segment.upto - segment.from) log.recent.keep(segment, content);
  return content;
}

/** Usually one part; a page that crosses from a source into its fork has more. */
function joinParts(parts: readonly Uint8Array[], json: boolean): Uint8Array {
  if (parts.length <= 1) return parts[0] ?? new Uint8Array();
  const comma = Buffer.from(",");
  return joined(json ? parts.flatMap((part, i) => (i === 0 ? [part] : [comma, part])) : parts);
}
