import type { Held } from "../../waiting/held.ts";
import type { Garbage } from "../messages/garbage.ts";
import { emptySet } from "../short-lived.ts";
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

  /** The changed streams, which the next commit writes. */
  get streams(): ReadonlySet<Stream> {
    return this.#streams;
  }

  /** Forgets the changed streams: they are committed. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#streams = emptySet(this.#streams);
  }

  /**
   * After a rollback, which forgot the streams in memory: moves the deadlines again that reads had moved. Messages that had
   * become too old are dropped again by the next use.
   *
   * @param find the stream of an id, as it is on disk
   * @param commitsSoon false after a commit that had nothing else to write: it would fail again each second
   */
  redo(find: (id: number) => Stream | undefined, commitsSoon: boolean): void {
    const lost = this.#streams;
    this.clear();
    for (const { id, deadline } of lost) {
      const stream = deadline === undefined ? undefined : find(id);
      if (stream?.deadline === undefined || stream.deadline === deadline) continue;
      stream.slideTo(deadline!);
      if (commitsSoon) this.changed(stream);
      else this.#streams.add(stream);
    }
  }
}
