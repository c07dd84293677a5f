import type { Held } from "../../waiting/held.ts";
import type { Garbage } from "../messages/garbage.ts";
import type { ChangeRecorder } from "../streams/change-recorder.ts";
import type { Stream } from "../streams/stream.ts";

/** The longest that a change which a read brought about stays off the disk, in milliseconds. */
const maxLagMs = 1000;

/**
 * Collects the changes that reads bring about: a deadline that slid, messages that became too old. The next commit includes
 * them. Without one, they are committed within a second.
 */
export class ReadEffects implements ChangeRecorder {
  readonly #garbage: Garbage;
  readonly #flush: () => void;
  #streams = new Set<Stream>();
  #timer: NodeJS.Timeout | undefined;

  constructor(garbage: Garbage, flush: () => void) {
    this.#garbage = garbage;
    this.#flush = flush;
  }

  changed(stream: Stream): void {
    this.#streams.add(stream);
    this.#timer ??= setTimeout(this.#flush, maxLagMs).unref();
  }

  unreadable(streamId: number, upto: number): void {
    this.#garbage.add(streamId, upto);
  }

  get held(): Held {
    return { "streams that reads changed": this.#streams.size, "timers of reads": this.#timer ? 1 : 0 };
  }

  get isEmpty(): boolean {
    return this.#streams.size === 0;
  }

  /** Returns the changed streams and forgets them. After a rollback the caller discards them: their rows are read again. */
  take(): ReadonlySet<Stream> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const streams = this.#streams;
    if (streams.size > 0) this.#streams = new Set();
    return streams;
  }
}
