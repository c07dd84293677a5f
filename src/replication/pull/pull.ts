import { isJsonContentType, mediaType } from "../../protocol/content-type.ts";
import { StreamError, type StreamInfo, type StreamStoreApi } from "../../store/index.ts";
import { ReplicationFailure } from "../remote/failure.ts";
import { JoinedSignal } from "../remote/joined-signal.ts";
import type { LivePulls } from "./live-pulls.ts";
import { formatPosition, parsePosition, type PullPosition } from "./position.ts";
import type { RemoteStream } from "../remote/remote-stream.ts";
import { splitChunk } from "./split-chunk.ts";
import type { Outcome, Progress, StreamWork } from "../runner/stream-work.ts";

export interface PullOptions {
  readonly store: StreamStoreApi;
  readonly path: string;
  readonly remote: RemoteStream;
  readonly live: LivePulls;
  /** How often a stream is asked for that is not followed live, in milliseconds. */
  readonly pollIntervalMs: number;
}

/** A stream where nothing comes is asked for that much less often. */
const mostIntervals = 8;

const othersWrite = "somebody else writes into the mirror";

/** What comes in one answer of the server. */
interface Chunk {
  readonly data: Uint8Array;
  readonly offset: string;
  readonly upToDate: boolean;
  readonly streamClosed: boolean;
}

/**
 * Mirrors a remote stream into a local one. Each append carries the remote offset behind it as its `seq`: the two
 * commit together, so a restart goes on exactly there, and a page that is taken twice is refused the second time.
 */
export class Pull implements StreamWork {
  readonly #options: PullOptions;
  #position: PullPosition = parsePosition(undefined);
  /** Where the mirror ended when it was last looked at, or appended to. */
  #tail: string | undefined;
  #json = false;
  /** How often in a row it was asked for, and nothing came. */
  #emptyLooks = 0;
  messages = 0;

  constructor(options: PullOptions) {
    this.#options = options;
  }

  async run(signal: AbortSignal, progress: Progress): Promise<Outcome> {
    const { store, path, remote, live, pollIntervalMs } = this.#options;
    const info = await this.#mirror(signal);
    if (info.closed) return { is: "complete" };
    this.#json = isJsonContentType(info.contentType);
    this.#position = parsePosition(info.seq);
    this.#assertUnchanged(info);
    const turn = live.enter(this);
    const ended = new JoinedSignal([signal, turn]);
    let isClosed = false;
    const take = async (chunk: Chunk) => {
      isClosed = await this.#take(chunk, ended.signal);
      progress(chunk.upToDate);
      // An empty array of JSON has two bytes.
      if (chunk.data.length <= (this.#json ? 2 : 0)) return;
      live.active(this);
      this.#emptyLooks = 0;
    };
    try {
      await remote.follow(this.#position.offset, turn !== undefined, take, ended.signal);
    } catch (error) {
      // Another stream has become livelier: this one is asked for now and then.
      if (turn?.aborted && !signal.aborted) return { is: "more" };
      throw await this.#explain(error, store, path);
    } finally {
      ended.clear();
      live.leave(this);
    }
    if (isClosed) return { is: "complete" };
    if (turn) return { is: "more" };
    const intervals = Math.min(mostIntervals, 2 ** this.#emptyLooks++);
    return { is: "idle", forMs: pollIntervalMs * intervals * (0.5 + Math.random()) };
  }

  forget(): void {
    this.#tail = undefined;
  }

  /** What others append without a `seq` is refused by nobody: it shows by where the mirror ends. */
  #assertUnchanged({ tailOffset }: StreamInfo): void {
    this.#tail ??= tailOffset;
    if (tailOffset !== this.#tail) throw new ReplicationFailure("LOCAL_CONFLICT", othersWrite);
  }

  /** The local stream, created like the remote one if it is not there. */
  async #mirror(signal: AbortSignal): Promise<StreamInfo> {
    const { store, path, remote } = this.#options;
    try {
      const info = await store.head(path);
      if (info.seq === undefined) await this.#checkEmpty(info, signal);
      return info;
    } catch (error) {
      if (!(error instanceof StreamError) || error.code !== "NOT_FOUND") throw error;
    }
    this.forget();
    const { contentType, ttlSeconds, expiresAt } = await remote.head(signal);
    return store.create(path, {
      contentType,
      ...(ttlSeconds !== undefined && { ttlSeconds }),
      ...(expiresAt && { expiresAt }),
    });
  }

  /** A stream that was there before has to be as empty as a new mirror, and of the same type. */
  async #checkEmpty(info: StreamInfo, signal: AbortSignal): Promise<void> {
    if (info.messageCount > 0)
      throw new ReplicationFailure("LOCAL_CONFLICT", "the local stream holds messages of its own");
    if (info.closed) return;
    const { contentType } = await this.#options.remote.head(signal);
    if (mediaType(contentType) === mediaType(info.contentType)) return;
    throw new ReplicationFailure(
      "CONTENT_TYPE_MISMATCH",
      `the remote stream holds ${contentType}, the local one ${info.contentType}`,
    );
  }

  /** Returns whether that was the end of the stream. Given up between two appends, it is gone on with by the next run. */
  async #take({ data, offset, upToDate, streamClosed }: Chunk, signal: AbortSignal): Promise<boolean> {
    const { store, path } = this.#options;
    signal.throwIfAborted();
    const from = this.#position;
    if (from.offset !== "-1" && offset < from.offset) throw lost(offset, from.offset);
    const close = streamClosed && upToDate;
    if (data.length > 0) this.#assertUnchanged(await store.head(path));
    const { size, parts } = splitChunk(data, this.#json, from.taken);
    let { taken } = from;
    for (const part of parts) {
      signal.throwIfAborted();
      taken += part.size;
      const position = part.isLast ? { offset, taken: 0 } : { offset: from.offset, taken };
      const appended = await store.append(path, part.data, {
        seq: formatPosition(position),
        ...(part.isLast && close && { close }),
      });
      this.#tail = appended.offset;
      this.#position = position;
      this.messages += this.#json ? part.size : 1;
    }
    // The server may give less at a time than when the page was begun: what else was taken of it is in the next answer.
    this.#position = { offset, taken: Math.max(0, from.taken - size) };
    if (close && !(await store.head(path)).closed) await store.closeStream(path);
    return close;
  }

  async #explain(error: unknown, store: StreamStoreApi, path: string): Promise<unknown> {
    if (error instanceof StreamError && (error.code === "SEQ_CONFLICT" || error.code === "CLOSED"))
      return new ReplicationFailure("LOCAL_CONFLICT", `${othersWrite}: ${error.message}`);
    if (!(error instanceof ReplicationFailure) || error.code !== "NOT_FOUND") return error;
    const { seq } = await store.head(path);
    return seq === undefined ? error : new ReplicationFailure("REMOTE_LOST", "the remote stream is gone");
  }
}

function lost(offset: string, reached: string): ReplicationFailure {
  return new ReplicationFailure(
    "REMOTE_LOST",
    `the remote stream ends at ${offset}, and was known up to ${reached}`,
  );
}
