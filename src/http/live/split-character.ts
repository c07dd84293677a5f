import { formatOffset } from "../../protocol/offset.ts";
import type { PackedPage } from "../../store/index.ts";
import type { StreamRequest } from "../request/stream-request.ts";

/** A UTF-8 character has four bytes at most, so three can precede the split. */
const maxStartBytes = 3;
const lineFeed = 0x0a;

/**
 * Returns the last bytes before a page, if a character or a CR LF may be split between them and the page. Empty in nearly
 * all cases.
 */
export async function bytesBeforeSplit(
  { path, store }: StreamRequest,
  { streamId, position, lengths, data }: PackedPage,
): Promise<Uint8Array> {
  const none = new Uint8Array();
  const mayBeSplit =
    position > 0 && (lengths.length === 0 || data[0] === lineFeed || isContinuation(data[0]));
  if (!mayBeSplit) return none;
  const from = Math.max(0, position - maxStartBytes);
  const before = await store
    .readPacked(path, { offset: formatOffset(streamId, from), limitMessages: position - from })
    // Retention has deleted the messages, and with them the start.
    .catch(() => undefined);
  return before && before.position + before.lengths.length === position
    ? before.data.subarray(-maxStartBytes)
    : none;
}

/** The start of a character at the end of UTF-8 text. The events up to there do not contain it. */
export function incompleteEnd(text: Uint8Array): Uint8Array {
  const end = text.subarray(-maxStartBytes);
  const lead = end.findLastIndex((byte) => byte >= 0xc0);
  const isIncomplete = lead !== -1 && end.length - lead < lengthOfCharacter(end[lead]!);
  return isIncomplete ? end.subarray(lead) : new Uint8Array();
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

function lengthOfCharacter(lead: number): number {
  return lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
}
