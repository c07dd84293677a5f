import { formatOffset } from "../../protocol/offset.ts";
import type { PackedPage } from "../../store/index.ts";
import type { StreamRequest } from "../request/stream-request.ts";

/** A UTF-8 character has four bytes at most, so three can precede the split. */
const maxStartBytes = 3;

/**
 * Returns the start of a character that is split between the messages before a page and the page. The events up
 * to there did not contain it, so the client does not have it. Empty in nearly all cases.
 */
export async function splitCharacterBefore(
  { path, store }: StreamRequest,
  { streamId, position, lengths, data }: PackedPage,
): Promise<Uint8Array> {
  const none = new Uint8Array();
  const mayBeSplit = position > 0 && (lengths.length === 0 || isContinuation(data[0]));
  if (!mayBeSplit) return none;
  const from = Math.max(0, position - maxStartBytes);
  const before = await store
    .readPacked(path, { offset: formatOffset(streamId, from), limitMessages: position - from })
    // Retention has deleted the messages, and with them the start.
    .catch(() => undefined);
  return before && before.position + before.lengths.length === position ? incompleteEnd(before.data) : none;
}

function incompleteEnd(text: Uint8Array): Uint8Array {
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
