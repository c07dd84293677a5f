import { isJsonContentType } from "../../protocol/content-type.ts";
import { parseOffset } from "../../protocol/offset.ts";
import type { PackedPage, Producer, StreamInfo, StreamStoreApi } from "../../store/index.ts";
import { ReplicationFailure } from "../remote/failure.ts";
import type { Acknowledgement, RemoteStream } from "../remote/remote-stream.ts";
import type { Outcome, Progress, StreamWork } from "../runner/stream-work.ts";
import {
  afterBatch,
  afterFind,
  firstCheckpoint,
  loadCheckpoint,
  newEpoch,
  saveCheckpoint,
  type Batch,
  type PushCheckpoint,
} from "./checkpoint.ts";
import {
  assertAcknowledged,
  assertNotLost,
  copied,
  findBatch,
  findBatchAmongOthers,
  findRemoteEnd,
  type Arrived,
  type PushedStream,
} from "./find-batch.ts";
import {
  afterFailure,
  type Acknowledged,
  type Checking,
  type Complete,
  type Idle,
  type PushState,
  type Ready,
  type Sending,
  type Unconfirmed,
} from "./state.ts";

export interface PushOptions {
  readonly store: StreamStoreApi;
  readonly path: string;
  /** The stream was created while the replication ran: the remote stream has none of its messages. */
  readonly isNew: boolean;
  readonly remote: RemoteStream;
  /** The name under which the store keeps the checkpoint. */
  readonly replica: string;
  readonly soleWriter: boolean;
  readonly batchBytes: number;
  readonly batchMessages: number;
}

/**
 * Sends a local stream to the server, batch by batch. Where a batch ends, its epoch and its seq are on disk before it is
 * sent, so that a retry is the same request, even after a crash, and the server recognises it.
 */
export class Push implements StreamWork {
  readonly #options: PushOptions;
  #state: PushState = { is: "unstarted" };
  /** The state may be wrong: the next turn starts anew, and the one under way finishes with it. */
  #isStale = false;
  messages = 0;

  constructor(options: PushOptions) {
    this.#options = options;
  }

  /** The offset in the local stream up to which the server has acknowledged. */
  get acked(): string | undefined {
    return this.#state.is === "unstarted" ? undefined : this.#state.checkpoint.acked;
  }

  /** Steps from state to state until one more batch is acknowledged, or nothing is left to send. */
  async run(signal: AbortSignal, progress: Progress): Promise<Outcome> {
    if (this.#isStale) this.#state = { is: "unstarted" };
    this.#isStale = false;
    try {
      for (;;) {
        const from = this.#state;
        if (from.is === "complete") return { is: "complete" };
        const to = await this.#step(from, signal);
        if (to === from) return { is: "idle" };
        this.#state = to;
        if (from.is !== "acknowledged") continue;
        progress(to.is !== "ready");
        return { is: "more" };
      }
    } catch (error) {
      this.#state = afterFailure(this.#state);
      throw error;
    }
  }

  forget(): void {
    this.#isStale = true;
  }

  /** All transitions but those after a failure. Returns the same state if there is nothing to send. */
  #step(state: Exclude<PushState, Complete>, signal: AbortSignal): Promise<PushState> | PushState {
    switch (state.is) {
      case "unstarted":
        return this.#start(signal);
      case "idle":
      case "unconfirmed":
        return this.#fixBatch(state);
      case "checking":
        return this.#check(state, signal);
      case "ready":
        return this.#send(state, signal);
      case "sending":
        return this.#confirm(state, signal);
      case "acknowledged":
        return this.#commit(state);
    }
  }

  async #start(signal: AbortSignal): Promise<Idle | Unconfirmed | Complete> {
    const { store, path, replica } = this.#options;
    const info = await store.head(path);
    const { contentType } = info;
    const known = await loadCheckpoint(store, path, replica);
    if (known) return { is: known.isClosed ? "complete" : "unconfirmed", contentType, checkpoint: known };
    const checkpoint = firstCheckpoint(await this.#begin(info, signal));
    await this.#save(checkpoint);
    return { is: "idle", contentType, checkpoint };
  }

  /** Creates the remote stream. One that exists may have a part of this stream already. */
  async #begin(
    info: StreamInfo,
    signal: AbortSignal,
  ): Promise<Pick<PushCheckpoint, "acked" | "remoteOffset">> {
    const { remote, soleWriter, isNew } = this.#options;
    const { offset, existed } = await remote.create(info, signal);
    const nothing = { acked: info.startOffset, remoteOffset: offset };
    if (!existed || isNew || !soleWriter) return nothing;
    const droppedMessages = parseOffset(info.startOffset).position;
    return (await findRemoteEnd(this.#pushed(info), { droppedMessages }, signal)) ?? nothing;
  }

  async #fixBatch(state: Idle | Unconfirmed): Promise<Checking | Ready | Idle | Unconfirmed> {
    const { contentType, checkpoint } = state;
    const page = await this.#read(checkpoint.acked, checkpoint.batch);
    const batch = checkpoint.batch ?? batchOf(page);
    if (!batch) return state;
    const isRepeated = state.is === "unconfirmed";
    const fixed = { contentType, checkpoint: { ...checkpoint, batch }, page, isRepeated };
    if (!checkpoint.batch) await this.#save(fixed.checkpoint);
    const isChecked = isRepeated && this.#options.soleWriter;
    return { is: isChecked ? "checking" : "ready", ...fixed };
  }

  async #check(state: Checking, signal: AbortSignal): Promise<Ready | Acknowledged> {
    const { checkpoint } = state;
    const found = await findBatch(this.#pushed(state), checkpoint, signal);
    if (!found) return { ...state, is: "ready" };
    return this.#found(state, found);
  }

  #send({ contentType, checkpoint, page, isRepeated }: Ready, signal: AbortSignal): Sending {
    const { remote } = this.#options;
    const { batch, producerId: id, epoch, seq } = checkpoint;
    const producer = { id, epoch, seq };
    const answer = isClose(batch)
      ? closeRemote(remote, contentType, producer, signal)
      : remote.append(page.data, contentType, producer, signal);
    const following = page.upToDate || isClose(batch) ? undefined : this.#read(batch.upto);
    // Its failure is thrown where it is awaited; until then it must not count as unhandled.
    following?.catch(() => undefined);
    return { is: "sending", contentType, checkpoint, page, isRepeated, answer, following };
  }

  async #confirm(state: Sending, signal: AbortSignal): Promise<Acknowledged | Checking | Ready> {
    try {
      return await this.#confirmAnswer(state, signal);
    } catch (error) {
      const isForgotten = error instanceof ReplicationFailure && error.isProducerUnknown;
      if (!isForgotten || state.checkpoint.seq === 0) throw error;
      return this.#beginEpoch(state, signal);
    }
  }

  /**
   * The server no longer knows this producer: it may forget one (PROTOCOL.md, section 5.2.1). What it has of the batch is
   * looked up before the batch goes out under a new epoch.
   */
  async #beginEpoch(state: Sending, signal: AbortSignal): Promise<Acknowledged | Checking | Ready> {
    const { soleWriter } = this.#options;
    const { contentType, page, isRepeated } = state;
    const checkpoint = { ...state.checkpoint, ...newEpoch(state.checkpoint) };
    if (soleWriter) {
      await this.#save(checkpoint);
      return { is: "checking", contentType, checkpoint, page, isRepeated };
    }
    // Before the new epoch is on disk, which the next start would send without a question. A batch that was never sent
    // before cannot be there, but what was acknowledged has to be.
    const found = isRepeated
      ? await findBatchAmongOthers(this.#pushed(state), checkpoint, page, signal)
      : await assertAcknowledged(this.#pushed(state), checkpoint, signal);
    if (found) return this.#found({ contentType, checkpoint }, found);
    await this.#save(checkpoint);
    return { is: "ready", contentType, checkpoint, page, isRepeated };
  }

  async #confirmAnswer(state: Sending, signal: AbortSignal): Promise<Acknowledged> {
    const { soleWriter } = this.#options;
    const { checkpoint } = state;
    let { offset, isRepetition } = await state.answer;
    if (offset !== undefined) assertNotLost(offset, checkpoint.remoteOffset);
    if (isRepetition && !isClose(checkpoint.batch) && soleWriter) {
      // The network has doubled the request; or this store is a copy, and the server has what the original sent.
      const found = await findBatch(this.#pushed(state), checkpoint, signal);
      if (found?.acked !== checkpoint.batch.upto) throw copied();
      offset = found.remoteOffset;
    }
    this.messages += checkpoint.batch.messages;
    const { contentType, following } = state;
    return { is: "acknowledged", contentType, checkpoint: afterBatch(checkpoint, offset), following };
  }

  #found(
    { contentType, checkpoint }: Pick<Checking, "contentType" | "checkpoint">,
    found: Arrived,
  ): Acknowledged {
    this.messages += found.messages;
    return {
      is: "acknowledged",
      contentType,
      checkpoint: afterFind(checkpoint, found),
      following: undefined,
    };
  }

  /** One flush for two facts: the batch has arrived, and which one comes next. */
  async #commit(state: Acknowledged): Promise<Complete | Idle | Ready> {
    const { contentType, checkpoint } = state;
    if (checkpoint.isClosed) {
      await this.#save(checkpoint);
      return { is: "complete", contentType, checkpoint };
    }
    const page = await (state.following ?? this.#read(checkpoint.acked));
    const batch = batchOf(page);
    await this.#save({ ...checkpoint, batch });
    if (!batch) return { is: "idle", contentType, checkpoint };
    return { is: "ready", contentType, checkpoint: { ...checkpoint, batch }, page, isRepeated: false };
  }

  #pushed({ contentType }: { readonly contentType: string }): PushedStream {
    const { store, path, remote } = this.#options;
    return { store, path, remote, json: isJsonContentType(contentType) };
  }

  /** @throws ReplicationFailure `LOCAL_GAP` if messages of a fixed batch were deleted */
  async #read(offset: string, batch?: Batch): Promise<PackedPage> {
    const { store, path, batchBytes, batchMessages } = this.#options;
    const limits = batch
      ? { limitMessages: Math.max(1, batch.messages), limitBytes: Number.MAX_SAFE_INTEGER }
      : { limitMessages: batchMessages, limitBytes: batchBytes };
    const page = await store.readPacked(path, { offset, ...limits });
    if (batch && batch.messages > 0 && page.nextOffset !== batch.upto)
      throw new ReplicationFailure("LOCAL_GAP", "messages that were being pushed have been deleted");
    return page;
  }

  async #save(checkpoint: PushCheckpoint): Promise<void> {
    const { store, path, replica } = this.#options;
    await saveCheckpoint(store, path, replica, checkpoint);
  }
}

/** All messages of a page; at the end of a closed stream, its close; undefined if there is neither. */
function batchOf(page: PackedPage): Batch | undefined {
  if (page.lengths.length > 0) return { messages: page.lengths.length, upto: page.nextOffset };
  return page.closed && page.upToDate ? { messages: 0, upto: page.nextOffset } : undefined;
}

function isClose(batch: Batch): boolean {
  return batch.messages === 0;
}

/** Succeeds if the remote stream is closed already: the server has acknowledged all messages by now. */
async function closeRemote(
  remote: RemoteStream,
  contentType: string,
  producer: Producer,
  signal: AbortSignal,
): Promise<Acknowledgement> {
  try {
    return await remote.close(contentType, producer, signal);
  } catch (error) {
    if (!(error instanceof ReplicationFailure) || error.code !== "REMOTE_CLOSED") throw error;
    return { offset: undefined, isRepetition: true };
  }
}
