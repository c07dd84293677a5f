import { randomUUID } from "node:crypto";
import type { Offset, StreamStoreApi } from "../../store/index.ts";
import { ReplicationFailure } from "../remote/failure.ts";

/** The content of the next request, fixed on disk before it is sent so that every retry is the same request. */
export interface Batch {
  /** How many messages after the acknowledged ones; 0 closes the remote stream. */
  readonly messages: number;
  /** Where the batch ends in the local stream. */
  readonly upto: Offset;
}

/** What a push needs to continue after a crash: one row, written in one commit. */
export interface PushCheckpoint {
  /** The server has everything up to this offset of the local stream. */
  readonly acked: Offset;
  /** Where the remote stream ended then; undefined if the server did not return it. */
  readonly remoteOffset: string | undefined;
  /** Generated once for this stream, store and server. */
  readonly producerId: string;
  readonly epoch: number;
  /** Of the next request. */
  readonly seq: number;
  readonly batch: Batch | undefined;
  /** The remote stream is closed, as the local one is. */
  readonly isClosed: boolean;
}

/** A checkpoint whose next request is fixed. */
export interface FixedCheckpoint extends PushCheckpoint {
  readonly batch: Batch;
}

/** After JSON, which drops undefined members. */
type StoredState = Omit<PushCheckpoint, "acked" | "batch" | "remoteOffset"> &
  Partial<Pick<PushCheckpoint, "batch" | "remoteOffset">> & { readonly version: 1 };

/** `acked` is what the server has already. */
export function firstCheckpoint({
  acked,
  remoteOffset,
}: Pick<PushCheckpoint, "acked" | "remoteOffset">): PushCheckpoint {
  return {
    acked,
    remoteOffset,
    producerId: randomUUID(),
    epoch: 0,
    seq: 0,
    batch: undefined,
    isClosed: false,
  };
}

/** The checkpoint once the server has acknowledged the batch, and the remote stream ends at `remoteOffset`. */
export function afterBatch(
  { batch, ...checkpoint }: FixedCheckpoint,
  remoteOffset: string | undefined,
): PushCheckpoint {
  const isClosed = batch.messages === 0;
  return {
    ...checkpoint,
    acked: batch.upto,
    remoteOffset,
    seq: checkpoint.seq + 1,
    batch: undefined,
    isClosed,
  };
}

/**
 * The checkpoint once a batch, or a part of it, was found instead of acknowledged. The server may not know its seq: a new
 * epoch starts.
 */
export function afterFind(
  checkpoint: PushCheckpoint,
  { acked, remoteOffset }: Pick<PushCheckpoint, "acked" | "remoteOffset">,
): PushCheckpoint {
  return { ...checkpoint, ...newEpoch(checkpoint), acked, remoteOffset, batch: undefined };
}

/** What every server accepts next, whether or not it remembers this producer (PROTOCOL.md, section 5.2.1). */
export function newEpoch({ epoch }: Pick<PushCheckpoint, "epoch">): Pick<PushCheckpoint, "epoch" | "seq"> {
  return { epoch: epoch + 1, seq: 0 };
}

/** `replica` is the name of the row: one for each server that the stream is pushed to. */
export async function loadCheckpoint(
  store: StreamStoreApi,
  path: string,
  replica: string,
): Promise<PushCheckpoint | undefined> {
  const row = await store.replicas.get(path, replica);
  if (!row) return undefined;
  const { version, ...state } = JSON.parse(row.state) as StoredState;
  if (version !== 1)
    throw new ReplicationFailure(
      "LOCAL_ERROR",
      "the checkpoint was written by a newer version of this package",
    );
  return { batch: undefined, remoteOffset: undefined, ...state, acked: row.offset };
}

/** Resolves when the checkpoint is on disk. */
export async function saveCheckpoint(
  store: StreamStoreApi,
  path: string,
  replica: string,
  checkpoint: PushCheckpoint,
): Promise<void> {
  const { acked, ...state } = checkpoint;
  const stored: StoredState = { version: 1, ...state };
  await store.replicas.set(path, replica, { offset: acked, state: JSON.stringify(stored) });
}
