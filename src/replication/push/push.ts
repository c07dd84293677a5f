import type { PackedPage, Producer, StreamInfo, StreamStoreApi } from "../../store/index.ts";
import { ReplicationFailure } from "../remote/failure.ts";
import { findBatch } from "./find-batch.ts";
import {
  firstCheckpoint,
  loadCheckpoint,
  saveCheckpoint,
  type Batch,
  type PushCheckpoint,
} from "./checkpoint.ts";
import type { Acknowledged, RemoteStream } from "../remote/remote-stream.ts";
import type { Outcome, Progress, StreamWork } from "../runner/stream-work.ts";

export interface PushOptions {
  readonly store: StreamStoreApi;
  readonly path: string;
  readonly remote: RemoteStream;
  /** Of the replica. */
  readonly name: string;
  readonly soleWriter: boolean;
  readonly batchBytes: number;
  readonly batchMessages: number;
}

/**
 * Takes a local stream to the server, batch by batch. A batch is fixed on disk (where it ends, epoch and seq)
 * before it is sent, so that a retry, also after a crash, is the same request, and the server recognises it.
 */
export class Push implements StreamWork {
  readonly #options: PushOptions;
  #checkpoint: PushCheckpoint | undefined;
  /** Of the next batch, read while the one before is on its way. */
  #next: Promise<PackedPage> | undefined;
  #info: StreamInfo | undefined;
  /** Whether a request may have arrived of which no answer came. */
  #isUncertain = true;
  /** What is held may be wrong: read again by the next run, not under the feet of this one. */
  #isStale = false;
  messages = 0;

  constructor(options: PushOptions) {
    this.#options = options;
  }

  /** Of the local stream: what the server has acknowledged. */
  get acked(): string | undefined {
    return this.#checkpoint?.acked;
  }

  async run(signal: AbortSignal, progress: Progress): Promise<Outcome> {
    if (this.#isStale) this.#drop();
    try {
      this.#info ??= await this.#options.store.head(this.#options.path);
      this.#checkpoint ??= await this.#load(this.#info, signal);
      if (this.#checkpoint.isClosed) return { is: "complete" };
      const page = await this.#nextPage(this.#checkpoint);
      this.#next = undefined;
      const batch = this.#checkpoint.batch ?? batchOf(page);
      if (!batch) return { is: "idle" };
      // On disk before it is sent, and with it that the one before has arrived.
      if (!this.#checkpoint.batch) await this.#save({ ...this.#checkpoint, batch });
      await this.#deliver(this.#checkpoint, batch, page, signal);
      progress(this.#checkpoint.batch === undefined);
      return { is: "more" };
    } catch (error) {
      this.#next = undefined;
      this.#isUncertain = true;
      throw error;
    }
  }

  /** The stream has changed in another way than by growing. */
  forget(): void {
    this.#isStale = true;
  }

  #drop(): void {
    this.#isStale = false;
    this.#info = undefined;
    this.#checkpoint = undefined;
    this.#next = undefined;
    this.#isUncertain = true;
  }

  async #load(info: StreamInfo, signal: AbortSignal): Promise<PushCheckpoint> {
    const { store, path, name, remote } = this.#options;
    const known = await loadCheckpoint(store, path, name);
    if (known) return known;
    const checkpoint = firstCheckpoint(await remote.create(info, signal));
    await saveCheckpoint(store, path, name, { ...checkpoint, acked: info.startOffset });
    this.#isUncertain = false;
    return { ...checkpoint, acked: info.startOffset };
  }

  async #deliver(
    checkpoint: PushCheckpoint,
    batch: Batch,
    page: PackedPage,
    signal: AbortSignal,
  ): Promise<void> {
    const { remote, soleWriter } = this.#options;
    const contentType = this.#info!.contentType;
    if (this.#isUncertain && soleWriter) {
      const found = await findBatch(remote, checkpoint, batch, page, signal);
      if (found) return this.#acknowledge(checkpoint, batch, { ...found, isNewEpoch: true });
    }
    this.#isUncertain = true;
    const producer = { id: checkpoint.producerId, epoch: checkpoint.epoch, seq: checkpoint.seq };
    const isClose = batch.messages === 0;
    const sent = isClose
      ? closeRemote(remote, contentType, producer, signal)
      : remote.append(page.data, contentType, producer, signal);
    this.#readAhead(batch, page);
    const answer = await sent;
    if (!answer.isRepetition || isClose || !soleWriter) return this.#acknowledge(checkpoint, batch, answer);
    // Something on the way has doubled the request; or the store is a copy, and the server has what the other one sent.
    const found = await findBatch(remote, checkpoint, batch, page, signal);
    if (!found) throw copied();
    await this.#acknowledge(checkpoint, batch, found);
  }

  /** Written down with the next batch, or when there is none: losing it only means asking the server again. */
  async #acknowledge(
    checkpoint: PushCheckpoint,
    batch: Batch,
    { offset, isNewEpoch = false }: Pick<Acknowledged, "offset"> & { readonly isNewEpoch?: boolean },
  ): Promise<void> {
    this.#checkpoint = {
      ...checkpoint,
      acked: batch.upto,
      remoteOffset: offset,
      epoch: isNewEpoch ? checkpoint.epoch + 1 : checkpoint.epoch,
      seq: isNewEpoch ? 0 : checkpoint.seq + 1,
      batch: undefined,
      isClosed: batch.messages === 0,
    };
    this.#isUncertain = false;
    this.messages += batch.messages;
    const following = await this.#nextPage(this.#checkpoint);
    const next = this.#checkpoint.isClosed ? undefined : batchOf(following);
    if (!next) this.#next = undefined;
    await this.#save({ ...this.#checkpoint, batch: next });
  }

  #readAhead(batch: Batch, page: PackedPage): void {
    if (page.upToDate || batch.messages === 0) return;
    this.#next = this.#read(batch.upto);
    // Looked at when its turn comes.
    this.#next.catch(() => undefined);
  }

  async #nextPage(checkpoint: PushCheckpoint): Promise<PackedPage> {
    this.#next ??= this.#read(checkpoint.acked, checkpoint.batch);
    return this.#next;
  }

  /** A batch that is fixed has to come back as the same bytes. @throws ReplicationFailure `LOCAL_GAP` */
  async #read(offset: string, batch?: Batch): Promise<PackedPage> {
    const { store, path, batchBytes, batchMessages } = this.#options;
    const limits = batch
      ? { limitMessages: Math.max(1, batch.messages), limitBytes: Number.MAX_SAFE_INTEGER }
      : { limitMessages: batchMessages, limitBytes: batchBytes };
    const page = await store.readPacked(path, { offset, ...limits });
    if (batch && batch.messages > 0 && page.nextOffset !== batch.upto)
      throw new ReplicationFailure("LOCAL_GAP", "messages that were being pushed are no longer there");
    return page;
  }

  async #save(checkpoint: PushCheckpoint): Promise<void> {
    const { store, path, name } = this.#options;
    await saveCheckpoint(store, path, name, checkpoint);
    this.#checkpoint = checkpoint;
  }
}

/** All of a page; at the end of a closed stream, its close. */
function batchOf(page: PackedPage): Batch | undefined {
  if (page.lengths.length > 0) return { messages: page.lengths.length, upto: page.nextOffset };
  return page.closed && page.upToDate ? { messages: 0, upto: page.nextOffset } : undefined;
}

/** Whoever closed it: all that this store had for it is there. */
async function closeRemote(
  remote: RemoteStream,
  contentType: string,
  producer: Producer,
  signal: AbortSignal,
): Promise<Acknowledged> {
  try {
    return await remote.close(contentType, producer, signal);
  } catch (error) {
    if (!(error instanceof ReplicationFailure) || error.code !== "REMOTE_CLOSED") throw error;
    return { offset: undefined, isRepetition: true };
  }
}

function copied(): ReplicationFailure {
  return new ReplicationFailure(
    "DIVERGED",
    "the server knows an append of this producer that this store has not sent: the store is a copy, or older",
  );
}
