import { isJsonContentType } from "../../protocol/content-type.ts";
import { sameContentType } from "../../protocol/media-type.ts";
import { StreamError, type StreamInfo, type StreamStoreApi } from "../../store/index.ts";
import { contentTypeMismatch, ReplicationFailure } from "../remote/failure.ts";
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
  /** How often a stream that is not followed live is polled, in milliseconds. */
  readonly pollIntervalMs: number;
}

/** A stream without new messages is polled at most this many times less often. */
const maxIntervals = 8;

const otherWriter = "another writer appended to the mirror";

/** One response of the server. */
interface Chunk {
  readonly data: Uint8Array;
  readonly offset: string;
  readonly upToDate: boolean;
  readonly streamClosed: boolean;
}

/**
 * Mirrors a remote stream into a local one. Each append has the remote offset after it as its `seq`. Both commit
 * together, so a restart continues exactly there, and a page that arrives twice is refused the second time.
 */
export class Pull implements StreamWork {
  readonly #options: PullOptions;
  #position: PullPosition = parsePosition(undefined);
  /** Where the mirror ended after the last append or check. */
  #tail: string | undefined;
  #json = false;
  /** Polls in a row that returned no messages. */
  #emptyPolls = 0;
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
      // An empty JSON array has two bytes.
      if (chunk.data.length <= (this.#json ? 2 : 0)) return;
      live.active(this);
      this.#emptyPolls = 0;
    };
    try {
      await remote.follow(this.#position.offset, turn !== undefined, take, ended.signal);
    } catch (error) {
      // A more active stream took this one's place: this one is polled from now on.
      if (turn?.aborted && !signal.aborted) return { is: "more" };
      throw await this.#explain(error, store, path);
    } finally {
      ended.clear();
      live.leave(this);
    }
    if (isClosed) return { is: "complete" };
    if (turn) return { is: "more" };
    const intervals = Math.min(maxIntervals, 2 ** this.#emptyPolls++);
    return { is: "idle", forMs: pollIntervalMs * intervals * (0.5 + Math.random()) };
  }

  forget(): void {
    this.#tail = undefined;
  }

  /** Other writers' appends without a `seq` are not refused: a moved tail reveals them. */
  #assertUnchanged({ tailOffset }: StreamInfo): void {
    this.#tail ??= tailOffset;
    if (tailOffset !== this.#tail) throw new ReplicationFailure("LOCAL_CONFLICT", otherWriter);
  }

  /** The local stream, created like the remote one if it does not exist. */
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

  /** A stream that existed before must be empty and of the same content type. */
  async #checkEmpty(info: StreamInfo, signal: AbortSignal): Promise<void> {
    if (info.messageCount > 0)
      throw new ReplicationFailure("LOCAL_CONFLICT", "the local stream holds messages that were not pulled");
    if (info.closed) return;
    const { contentType } = await this.#options.remote.head(signal);
    if (sameContentType(contentType, info.contentType)) return;
    throw contentTypeMismatch(contentType, info.contentType);
  }

  /** Returns whether the stream ended. When it is aborted between two appends, the next run continues after the last. */
  async #take({ data, offset, upToDate, streamClosed }: Chunk, signal: AbortSignal): Promise<boolean> {
    const { store, path } = this.#options;
    signal.throwIfAborted();
    const from = this.#position;
    if (from.offset !== "-1" && offset < from.offset) throw remoteLost(offset, from.offset);
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
    // The server may return less at once than when this page was begun: the rest of `taken` is in the next response.
    this.#position = { offset, taken: Math.max(0, from.taken - size) };
    if (close && !(await store.head(path)).closed) await store.closeStream(path);
    return close;
  }

  async #explain(error: unknown, store: StreamStoreApi, path: string): Promise<unknown> {
    if (error instanceof StreamError && (error.code === "SEQ_CONFLICT" || error.code === "CLOSED"))
      return new ReplicationFailure("LOCAL_CONFLICT", `${otherWriter}: ${error.message}`);
    if (!(error instanceof ReplicationFailure) || error.code !== "NOT_FOUND") return error;
    const { seq } = await store.head(path);
    return seq === undefined
      ? error
      : new ReplicationFailure("REMOTE_LOST", "the remote stream no longer exists");
  }
}

function remoteLost(offset: string, reached: string): ReplicationFailure {
  return new ReplicationFailure(
    "REMOTE_LOST",
    `the remote stream ends at ${offset}, before ${reached}, which was pulled already`,
  );
}
