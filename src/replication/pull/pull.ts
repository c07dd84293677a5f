import { isJsonContentType } from "../../protocol/content-type.ts";
import { sameContentType } from "../../protocol/media-type.ts";
import { StreamError, type StreamInfo } from "../../store/index.ts";
import { Comparison } from "../messages/comparison.ts";
import { contentTypeMismatch, ReplicationFailure } from "../remote/failure.ts";
import { JoinedSignal } from "../remote/joined-signal.ts";
import type { Answer } from "../remote/read-answers.ts";
import type { RemoteStream } from "../remote/remote-stream.ts";
import type { Outcome, Progress, StreamWork } from "../runner/stream-work.ts";
import { checkMirrored } from "./check-mirrored.ts";
import type { LivePulls } from "./live-pulls.ts";
import { Mirror, otherWriter, type MirrorOptions } from "./mirror.ts";
import { AnswerTaker, Unchecked } from "./take-answer.ts";

export interface PullOptions extends MirrorOptions {
  readonly remote: RemoteStream;
  readonly live: LivePulls;
  /** How often a stream that is not followed live is polled, in milliseconds. */
  readonly pollIntervalMs: number;
}

/** A stream without new messages is polled at most this many times less often. */
const maxIntervals = 8;

/** What one turn of a pull works with. */
interface Turn {
  readonly json: boolean;
  readonly isLive: boolean;
  readonly signal: AbortSignal;
  readonly progress: Progress;
  /** Of what an earlier turn has taken of the first answer. */
  readonly comparison: Comparison | undefined;
  /** What was mirrored before this turn is known to be in the remote stream. */
  isChecked: boolean;
}

/**
 * Mirrors a remote stream into a local one. Each append has the remote position after it as its `seq`. Both commit
 * together, so a restart continues exactly there, and messages that arrive twice are refused the second time.
 */
export class Pull implements StreamWork {
  readonly #options: PullOptions;
  readonly #mirror: Mirror;
  /** The comparison that is due before anything is appended; it may have failed in an earlier turn. */
  #unchecked: Unchecked | undefined;
  /** The comparison has succeeded, and the turn after it failed: the next one need not begin with it again. */
  #isJustChecked = false;
  /** Polls in a row that returned no messages. */
  #emptyPolls = 0;
  messages = 0;

  constructor(options: PullOptions) {
    this.#options = options;
    this.#mirror = new Mirror(options);
  }

  async run(signal: AbortSignal, progress: Progress): Promise<Outcome> {
    const { live, pollIntervalMs } = this.#options;
    const info = await this.#openMirror(signal);
    if (info.closed) return { is: "complete" };
    this.#mirror.open(info);
    const place = live.enter(this);
    const ended = new JoinedSignal([signal, place]);
    const json = isJsonContentType(info.contentType);
    const isLive = place !== undefined;
    try {
      const verification = this.#verification(json);
      const isClosed = await this.#follow({ json, isLive, signal: ended.signal, progress, ...verification });
      if (isClosed) return { is: "complete" };
    } catch (error) {
      // A more active stream took this one's place: this one is polled from now on.
      if (place?.aborted && !signal.aborted) return { is: "more" };
      throw await this.#explain(error);
    } finally {
      ended.clear();
      live.leave(this);
    }
    if (place) return { is: "more" };
    const intervals = Math.min(maxIntervals, 2 ** this.#emptyPolls++);
    return { is: "idle", forMs: pollIntervalMs * intervals * (0.5 + Math.random()) };
  }

  forget(): void {
    this.#unchecked = undefined;
    this.#mirror.forget();
  }

  /** Returns whether the stream ended. */
  async #follow(turn: Turn): Promise<boolean> {
    const { remote } = this.#options;
    for (;;) {
      if (this.#unchecked) await this.#check(this.#unchecked, turn);
      const { offset } = this.#mirror.position;
      try {
        for await (const answer of remote.read({ offset, live: turn.isLive, signal: turn.signal })) {
          if (await this.#take(answer, turn)) return true;
        }
        return false;
      } catch (error) {
        if (!(error instanceof Unchecked)) throw error;
        // Only now, because a stream without new messages need not be read again.
        this.#unchecked = error;
      }
    }
  }

  async #take(answer: Answer, turn: Turn): Promise<boolean> {
    const { store, path } = this.#options;
    const { signal, json, progress, comparison, isChecked } = turn;
    signal.throwIfAborted();
    const { offset } = this.#mirror.position;
    if (offset !== "-1" && answer.offset < offset) throw remoteLost(answer.offset, offset);
    const close = answer.streamClosed && answer.upToDate;
    let hasAppended = false;
    const appended = (messages: number) => {
      if (!hasAppended) this.#options.live.active(this);
      hasAppended = true;
      this.#emptyPolls = 0;
      this.messages += messages;
      progress(false);
    };
    await new AnswerTaker(this.#mirror, answer, { json, signal, comparison, isChecked, appended }).take(
      close,
    );
    if (hasAppended) turn.isChecked = true;
    if (close && !(await store.head(path)).closed) await store.closeStream(path);
    progress(answer.upToDate);
    return close;
  }

  /**
   * How a turn verifies what earlier ones have mirrored: a begun answer is compared while it is skipped. Anything else, once
   * there is something new.
   */
  #verification(json: boolean): Pick<Turn, "comparison" | "isChecked"> {
    const { store, path, unstorableMessages } = this.#options;
    const { taken, last } = this.#mirror.position;
    if (taken === 0 || !last) {
      const isChecked = !last || this.#isJustChecked;
      this.#isJustChecked = false;
      return { comparison: undefined, isChecked };
    }
    const isLenient = unstorableMessages === "skip";
    return {
      comparison: new Comparison({ store, path, json, isLenient, offset: last.local }),
      isChecked: true,
    };
  }

  async #check({ firstItem }: Unchecked, turn: Turn): Promise<void> {
    const { store, path, remote, unstorableMessages } = this.#options;
    const { last } = this.#mirror.position;
    if (!last) return void (this.#unchecked = undefined);
    const isLenient = unstorableMessages === "skip";
    const range = { store, path, json: turn.json, isLenient, last, firstNew: firstItem };
    await checkMirrored(remote, range, turn.signal);
    turn.isChecked = true;
    this.#isJustChecked = true;
    this.#unchecked = undefined;
  }

  /** The local stream, created like the remote one if it does not exist. */
  async #openMirror(signal: AbortSignal): Promise<StreamInfo> {
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

  async #explain(error: unknown): Promise<unknown> {
    if (error instanceof StreamError && (error.code === "SEQ_CONFLICT" || error.code === "CLOSED"))
      return new ReplicationFailure("LOCAL_CONFLICT", `${otherWriter}: ${error.message}`);
    if (!(error instanceof ReplicationFailure) || error.code !== "NOT_FOUND") return error;
    const { seq } = await this.#options.store.head(this.#options.path);
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
