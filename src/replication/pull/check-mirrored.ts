import { setImmediate } from "node:timers/promises";
import { messagesIn } from "../../protocol/packed-page.ts";
import { startOffset, StreamError, type PackedPage, type StreamStoreApi } from "../../store/index.ts";
import { Comparison, type Compared } from "../messages/comparison.ts";
import { itemsIn, type Item } from "../messages/items.ts";
import { comparableJson } from "../messages/same-json.ts";
import { ByteSearch } from "../messages/search.ts";
import { ReplicationFailure } from "../remote/failure.ts";
import type { RemoteStream } from "../remote/remote-stream.ts";
import type { PullPosition } from "./position.ts";
import { replaced } from "./answer-writer.ts";

/** The most that is read again, in bytes. */
const maxBytes = 256 * 1024;
/** How many bytes of a byte stream are searched for. */
const probeBytes = 256;
/** The most messages that are compared by value, which means parsing them. All are compared by their bytes. */
const maxParsedMessages = 100_000;
/** Messages that are searched in one turn of the event loop. */
const searchedMessages = 1000;

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
    if (range.last.remote === startOffset && firstItem && (await isTrimmed(range, firstItem, signal))) return;
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
  let firstItem: Item | undefined;
  for await (const answer of remote.read({ offset: last.remote, live: false, signal })) {
    for await (const items of itemsIn(answer, json)) {
      firstItem ??= items[0];
      const compared = await comparison.compare(items);
      if (compared === "different") return { compared, firstItem };
      if (compared === "ended" || comparison.bytes >= maxBytes) return { compared: "same", firstItem };
    }
  }
  return { compared: (await comparison.isAtEnd()) ? "same" : "different", firstItem };
}

/** Whether the remote stream begins within what was mirrored, or right after it. */
async function isTrimmed(range: MirroredRange, first: Item, signal: AbortSignal): Promise<boolean> {
  const { firstNew, json } = range;
  if (!(first instanceof Uint8Array)) return false;
  if (!json) return hasBytes(range, first.subarray(0, probeBytes), signal);
  const text = comparableJson(first);
  if (firstNew instanceof Uint8Array && comparableJson(firstNew) === text) return true;
  if (await hasMessage(range, (each) => Buffer.compare(each, first) === 0, Number.POSITIVE_INFINITY, signal))
    return true;
  return hasMessage(range, (each) => comparableJson(each) === text, maxParsedMessages, signal);
}

async function hasMessage(
  range: MirroredRange,
  isFirst: (message: Uint8Array) => boolean,
  maxMessages: number,
  signal: AbortSignal,
): Promise<boolean> {
  let count = 0;
  for await (const page of mirroredPages(range, signal)) {
    for (const message of messagesIn(page)) if (isFirst(message)) return true;
    count += page.lengths.length;
    if (count >= maxMessages) return false;
  }
  return false;
}

async function hasBytes(range: MirroredRange, probe: Uint8Array, signal: AbortSignal): Promise<boolean> {
  const search = new ByteSearch(probe);
  for await (const { data } of mirroredPages(range, signal)) if (search.isFoundIn([data])) return true;
  // What remains at the server may begin in the mirror and continue after it.
  return search.isFoundIn([(range.firstNew as Uint8Array).subarray(0, probeBytes)]);
}

/** What was mirrored of the last answer. Yields to the event loop before each page: an answer may be large. */
async function* mirroredPages(
  { store, path, last }: MirroredRange,
  signal: AbortSignal,
): AsyncGenerator<PackedPage, void, undefined> {
  for (let offset = last.local; ;) {
    await setImmediate();
    signal.throwIfAborted();
    const page = await store.readPacked(path, { offset, limitMessages: searchedMessages });
    yield page;
    if (page.upToDate) return;
    offset = page.nextOffset;
  }
}
