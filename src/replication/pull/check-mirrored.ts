import { StreamError, type StreamStoreApi } from "../../store/index.ts";
import { Comparison, type Compared } from "../messages/comparison.ts";
import { itemsIn, type Item } from "../messages/items.ts";
import { isSameJson } from "../messages/same-json.ts";
import { ReplicationFailure } from "../remote/failure.ts";
import type { RemoteStream } from "../remote/remote-stream.ts";
import type { PullPosition } from "./position.ts";
import { replaced } from "./take-answer.ts";

/** The most that is read again, in bytes. */
const maxBytes = 256 * 1024;
/** How many bytes of a byte stream are looked for. */
const probeBytes = 256;
const noBytes = new Uint8Array();

export interface MirroredRange {
  readonly store: StreamStoreApi;
  readonly path: string;
  readonly json: boolean;
  /** Whether the mirror may lack messages, because they could not be stored. */
  readonly isLenient: boolean;
  readonly last: NonNullable<PullPosition["last"]>;
  /** The first item after the position that the mirror has reached. */
  readonly firstNew: Item;
}

/**
 * Compares the beginning of the answer that was mirrored last with the remote stream. A stream that was deleted, created
 * again and has grown past the old offset accepts that offset if its server counts bytes, and its messages would be
 * appended to those of its predecessor.
 *
 * @throws ReplicationFailure `REMOTE_LOST` if the remote stream has something else there
 */
export async function checkMirrored(
  remote: RemoteStream,
  range: MirroredRange,
  signal: AbortSignal,
): Promise<void> {
  try {
    const { compared, firstItem } = await compareBeginning(remote, range, signal);
    if (compared === "same") return;
    // The start of a stream moves when the server drops old messages.
    if (range.last.remote === "-1" && firstItem && (await isTrimmed(range, firstItem))) return;
  } catch (error) {
    // Retention has dropped what would be compared, at the server or in the mirror.
    if (error instanceof StreamError && error.code === "GONE") return;
    if (error instanceof ReplicationFailure && error.code === "REMOTE_GONE") return;
    throw error;
  }
  throw replaced();
}

async function compareBeginning(
  remote: RemoteStream,
  { store, path, json, isLenient, last }: MirroredRange,
  signal: AbortSignal,
): Promise<{ readonly compared: Compared; readonly firstItem: Item | undefined }> {
  const comparison = new Comparison({ store, path, json, isLenient, offset: last.local });
  let [bytes, firstItem] = [0, undefined as Item | undefined];
  for await (const answer of remote.read({ offset: last.remote, live: false, signal })) {
    for await (const items of itemsIn(answer.body, json)) {
      firstItem ??= items[0];
      const compared = await comparison.compare(items);
      if (compared === "different") return { compared, firstItem };
      for (const item of items) bytes += item instanceof Uint8Array ? item.length : item.bytes;
      if (compared === "ended" || bytes >= maxBytes) return { compared: "same", firstItem };
    }
  }
  return { compared: (await comparison.isAtEnd()) ? "same" : "different", firstItem };
}

/** Whether the remote stream begins within what was mirrored, or right after it. */
async function isTrimmed(
  { store, path, json, last, firstNew }: MirroredRange,
  first: Item,
): Promise<boolean> {
  if (!(first instanceof Uint8Array)) return false;
  const probe = json ? first : first.subarray(0, probeBytes);
  if (firstNew instanceof Uint8Array && startsWith(firstNew, probe, json)) return true;
  let carried = Buffer.alloc(0);
  for (let offset = last.local; ;) {
    const page = await store.readPacked(path, { offset, limitMessages: 10_000 });
    // What remains at the server may begin in the mirror and go on after it.
    const after =
      page.upToDate && firstNew instanceof Uint8Array ? firstNew.subarray(0, probeBytes) : noBytes;
    carried = Buffer.concat([carried, page.data, after]);
    if (json ? hasMessage(page, probe) : carried.includes(Buffer.from(probe))) return true;
    if (page.upToDate) return false;
    carried = carried.subarray(-probeBytes);
    offset = page.nextOffset;
  }
}

function startsWith(data: Uint8Array, probe: Uint8Array, json: boolean): boolean {
  if (json) return isSameJson(data, probe);
  const length = Math.min(data.length, probe.length);
  return Buffer.compare(data.subarray(0, length), probe.subarray(0, length)) === 0;
}

function hasMessage(page: { data: Uint8Array; lengths: Uint32Array }, message: Uint8Array): boolean {
  let start = 0;
  for (const length of page.lengths) {
    if (isSameJson(page.data.subarray(start, start + length), message)) return true;
    start += length + 1;
  }
  return false;
}
