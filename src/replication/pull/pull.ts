import { isJsonContentType } from "../../protocol/content-type.ts";
import { sameContentType } from "../../protocol/media-type.ts";
import { startOffset, StreamError, type StreamInfo } from "../../store/index.ts";
import { Comparison } from "../messages/comparison.ts";
import type { Item } from "../messages/items.ts";
import { contentTypeMismatch, ReplicationFailure } from "../remote/failure.ts";
import { JoinedSignal } from "../remote/joined-signal.ts";
import type { Answer } from "../remote/read-answers.ts";
import type { RemoteStream } from "../remote/remote-stream.ts";
import type { Outcome, Progress, StreamWork } from "../runner/stream-work.ts";
import type { Timing } from "../timing.ts";
import { checkMirrored } from "./check-mirrored.ts";
import type { LivePulls } from "./live-pulls.ts";
import { Mirror, otherWriter, type MirrorOptions } from "./mirror.ts";
import { AnswerWriter } from "./answer-writer.ts";

export interface PullOptions extends MirrorOptions {
  readonly remote: RemoteStream;
  readonly live: LivePulls;
  /** How often a stream that is not followed live is polled, in milliseconds. */
  readonly pollIntervalMs: number;
  readonly timing: Timing;
}

/** A stream without new messages is polled at most this many times less often. */
const maxIntervals = 8;
/** How long a comparison counts after it, in milliseconds, if nothing could be appended since. */
const comparisonCountsMs = 60_000;

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
  /**
   * The first new item, while the comparison that is due before it is appended has not succeeded; it may have failed in an
   * earlier turn.
   */
  #firstNew: Item | undefined;
  /**
   * When a comparison has succeeded, by the wall clock, unless something was appended since. A turn that fails after it need
   * not begin the next one with it again: on a line that loses every second connection it would get nowhere.
   */
  #comparedAt: number | undefined;
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
    this.#firstNew = undefined;
    this.#comparedAt = undefined;
    this.#mirror.forget();
  }

  /** Returns whether the stream ended. */
  async #follow(turn: Turn): Promise<boolean> {
    const { remote } = this.#options;
    for (;;) {
      if (this.#firstNew) await this.#compare(this.#firstNew, turn);
      const { offset } = this.#mirror.position;
      for await (const answer of remote.read({ offset, live: turn.isLive, signal: turn.signal })) {
        if (await this.#mirrorAnswer(answer, turn)) return true;
        // Only now, because a stream without new messages need not be compared.
        if (this.#firstNew) break;
      }
      if (this.#firstNew) continue;
      this.#comparedAt = undefined;
      return false;
    }
  }

  /** Returns whether the stream ended. Sets `#firstNew` in place of appending if a comparison is due. */
  async #mirrorAnswer(answer: Answer, turn: Turn): Promise<boolean> {
    const { store, path } = this.#options;
    const { signal, json, progress, comparison } = turn;
    signal.throwIfAborted();
    const { offset, taken, last } = this.#mirror.position;
    // What was begun is compared while it is skipped.
    if (answer.isResumed && taken === 0 && last) turn.isChecked = false;
    const { isChecked } = turn;
    if (offset !== startOffset && answer.offset < offset) throw remoteLost(answer.offset, offset);
    const close = answer.streamClosed && answer.upToDate;
    let hasAppended = false;
    const appended = (messages: number) => {
      if (!hasAppended) this.#options.live.active(this);
      hasAppended = true;
      this.#comparedAt = undefined;
      this.#emptyPolls = 0;
      this.messages += messages;
      progress(false);
    };
    const options = { json, signal, comparison, isChecked, appended };
    this.#firstNew = await new AnswerWriter(this.#mirror, answer, options).write(close);
    if (this.#firstNew) return false;
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
      const isChecked = !last || this.#isJustCompared();
      this.#comparedAt = undefined;
      return { comparison: undefined, isChecked };
    }
    const isLenient = unstorableMessages === "skip";
    return {
      comparison: new Comparison({ store, path, json, isLenient, offset: last.local }),
      isChecked: true,
    };
  }

  /** By a clock that runs while the machine sleeps. */
  #isJustCompared(): boolean {
    const elapsedMs = this.#options.timing.wallNow() - (this.#comparedAt ?? Number.NEGATIVE_INFINITY);
    return elapsedMs >= 0 && elapsedMs < comparisonCountsMs;
  }

  async #compare(firstNew: Item, turn: Turn): Promise<void> {
    const { store, path, remote, unstorableMessages, timing } = this.#options;
    const { last } = this.#mirror.position;
    if (!last) return void (this.#firstNew = undefined);
    const isLenient = unstorableMessages === "skip";
    await checkMirrored(remote, { store, path, json: turn.json, isLenient, last, firstNew }, turn.signal);
    turn.isChecked = true;
    this.#comparedAt = timing.wallNow();
    this.#firstNew = undefined;
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
