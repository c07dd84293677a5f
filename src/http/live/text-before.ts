import { formatOffset } from "../../protocol/offset.ts";
import type { PackedPage } from "../../store/index.ts";
import type { StreamRequest } from "../request/stream-request.ts";

/** Bytes of a character that may be before a cut in it. */
const maxCutBytes = 3;

/**
 * The start of a character that the messages before a page end with, and the page may go on with: a client
 * that was told the text up to there has not been told of it. Empty in nearly all cases.
 */
export async function textBefore(
  { path, store }: StreamRequest,
  { streamId, position, lengths, data }: PackedPage,
): Promise<Uint8Array> {
  const none = new Uint8Array();
  const mayBeCut = position > 0 && (lengths.length === 0 || isContinuation(data[0]));
  if (!mayBeCut) return none;
  const from = Math.max(0, position - maxCutBytes);
  const before = await store
    .readPacked(path, { offset: formatOffset(streamId, from), limitMessages: position - from })
    // Retention has dropped it: then nobody knows.
    .catch(() => undefined);
  return before && before.position + before.lengths.length === position ? cutCharacter(before.data) : none;
}

function cutCharacter(text: Uint8Array): Uint8Array {
  const end = text.subarray(-maxCutBytes);
  const lead = end.findLastIndex((byte) => byte >= 0xc0);
  const isCut = lead !== -1 && end.length - lead < lengthOfCharacter(end[lead]!);
  return isCut ? end.subarray(lead) : new Uint8Array();
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

function lengthOfCharacter(lead: number): number {
  return lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
}
