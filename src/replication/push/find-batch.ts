import { startOffset, type Offset, type PackedPage, type StreamStoreApi } from "../../store/index.ts";
import { Comparison } from "../messages/comparison.ts";
import { itemsIn, type Item } from "../messages/items.ts";
import { ByteSearch, MessageSearch } from "../messages/search.ts";
import { ReplicationFailure } from "../remote/failure.ts";
import type { RemoteStream } from "../remote/remote-stream.ts";
import type { FixedCheckpoint } from "./checkpoint.ts";

/** What the remote stream has of the local one. */
export interface Arrived {
  /** The offset in the local stream up to which it has everything. */
  readonly acked: Offset;
  /** Messages up to there since the last acknowledged one. */
  readonly messages: number;
  /** Where the remote stream ends. */
  readonly remoteOffset: string;
}

/** A local stream and its copy. */
export interface PushedStream {
  readonly store: StreamStoreApi;
  readonly path: string;
  readonly json: boolean;
  readonly remote: RemoteStream;
}

/** What the remote stream holds, as it is read: its items, and the offset up to which they reach. */
export async function* remoteContent(
  { remote, json }: Pick<PushedStream, "remote" | "json">,
  offset: string,
  signal: AbortSignal,
): AsyncGenerator<{ readonly items: readonly Item[]; readonly offset: string }, void, undefined> {
  try {
    for await (const answer of remote.read({ offset, live: false, signal })) {
      for await (const items of itemsIn(answer, json)) yield { items, offset: answer.offset };
      yield { items: [], offset: answer.offset };
    }
  } catch (error) {
    throw asLost(error);
  }
}

/**
 * Reads the remote stream to find out whether a batch whose response was lost has arrived. The stream has no other
 * writer, so anything after the last acknowledged offset is this batch.
 *
 * A server that remembers its producers recognises a repeated batch. One that was killed after it stored an append and
 * before it stored the producer's seq does not, and would store the batch twice. A batch that is found is therefore not
 * sent again, and the next one begins a new epoch, which is accepted whether or not the seq was stored.
 *
 * @returns what has arrived: usually all of the batch; a part if a server that does not store a batch as one was killed
 * @throws ReplicationFailure `DIVERGED` if it has other messages, `REMOTE_LOST` if it has less than was acknowledged
 */
export async function findBatch(
  pushed: PushedStream,
  { acked, batch, remoteOffset }: FixedCheckpoint,
  signal: AbortSignal,
): Promise<Arrived | undefined> {
  if (remoteOffset === undefined || batch.messages === 0) return undefined;
  const { store, path, json } = pushed;
  const comparison = new Comparison({ store, path, json, offset: acked, upto: batch.upto });
  let end = remoteOffset;
  for await (const { items, offset } of remoteContent(pushed, remoteOffset, signal)) {
    assertNotLost(offset, remoteOffset);
    if ((await comparison.compare(items)) !== "same") throw diverged();
    end = offset;
  }
  if (comparison.offset === acked) return undefined;
  if (comparison.offset === undefined) throw diverged();
  return { acked: comparison.offset, messages: comparison.messages, remoteOffset: end };
}

/**
 * The same for a stream that others write to as well: the messages of a batch, which is `page`, were appended together, so
 * they stand together between those of the others.
 */
export async function findBatchAmongOthers(
  pushed: PushedStream,
  { batch, remoteOffset }: FixedCheckpoint,
  page: PackedPage,
  signal: AbortSignal,
): Promise<Arrived | undefined> {
  if (remoteOffset === undefined || batch.messages === 0) return undefined;
  const search = page.json ? new MessageSearch(page) : new ByteSearch(page.data);
  for await (const { items, offset } of remoteContent(pushed, remoteOffset, signal)) {
    assertNotLost(offset, remoteOffset);
    if (search.isFoundIn(items)) return { acked: batch.upto, messages: batch.messages, remoteOffset: offset };
  }
  return undefined;
}

/**
 * Finds how much of a local stream the remote one has already, for a push that has no checkpoint: it was forgotten on
 * purpose, or the store is new to this server. Retention may have dropped the first messages here.
 *
 * @returns the local offset that the remote stream has reached, and where that is; undefined if it has nothing of this stream
 * @throws ReplicationFailure `DIVERGED` if it has a part of this stream, and then something else
 */
export async function findRemoteEnd(
  pushed: PushedStream,
  { droppedMessages }: { readonly droppedMessages: number },
  signal: AbortSignal,
): Promise<Omit<Arrived, "messages"> | undefined> {
  const comparison = new Comparison({ ...pushed, offset: startOffset });
  // Byte streams do not tell how much of them retention has dropped here.
  const isComparable = pushed.json || droppedMessages === 0;
  let [left, end, isEmpty, differs] = [droppedMessages, undefined as string | undefined, true, false];
  for await (const { items, offset } of remoteContent(pushed, startOffset, signal)) {
    end = offset;
    if (items.length > 0) isEmpty = false;
    if (!isEmpty && !isComparable) throw unknownEnd();
    // What retention has dropped here cannot be compared.
    const skipped = Math.min(left, items.length);
    left -= skipped;
    differs = (await comparison.compare(items.slice(skipped))) !== "same";
    if (differs) break;
  }
  if (isEmpty || end === undefined) return undefined;
  // Nothing of this stream is there: an earlier stream of this path was pushed there.
  if (differs && droppedMessages === 0 && comparison.messages === 0) return undefined;
  if (differs || left > 0 || comparison.offset === undefined) throw diverged();
  return { acked: comparison.offset, remoteOffset: end };
}

/**
 * Asks where the remote stream ends, because it may have been restored from a backup.
 *
 * @throws ReplicationFailure `REMOTE_LOST` if it has less than was acknowledged
 */
export async function assertAcknowledged(
  { remote }: Pick<PushedStream, "remote">,
  { remoteOffset }: FixedCheckpoint,
  signal: AbortSignal,
): Promise<undefined> {
  try {
    assertNotLost((await remote.head(signal)).offset, remoteOffset);
  } catch (error) {
    throw asLost(error);
  }
}

/** @throws ReplicationFailure `REMOTE_LOST` if the remote stream ends before `acknowledged`; undefined is anywhere */
export function assertNotLost(offset: string, acknowledged: string | undefined): void {
  if (acknowledged === undefined || offset >= acknowledged) return;
  throw new ReplicationFailure(
    "REMOTE_LOST",
    `the remote stream ends at ${offset}, before ${acknowledged}, which was acknowledged`,
  );
}

/** A remote stream that was there before is missing. */
function asLost(error: unknown): unknown {
  if (!(error instanceof ReplicationFailure) || error.code !== "NOT_FOUND") return error;
  return new ReplicationFailure("REMOTE_LOST", "the remote stream no longer exists");
}

function unknownEnd(): ReplicationFailure {
  return new ReplicationFailure(
    "DIVERGED",
    "the remote stream is not empty, and how much of this stream it holds cannot be told, because retention has dropped the beginning here: delete the remote stream, or push to another path",
  );
}

function diverged(): ReplicationFailure {
  return new ReplicationFailure("DIVERGED", "the remote stream holds messages that this store did not write");
}

/** The server has an append of this producer that was not sent from here. */
export function copied(): ReplicationFailure {
  return new ReplicationFailure(
    "DIVERGED",
    "the server has an append of this producer that this store did not send: the store is a copy, or was restored from a backup",
  );
}
