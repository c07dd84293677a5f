import type { Held } from "../../waiting/held.ts";
import type { Garbage } from "../messages/garbage.ts";
import type { ChangeRecorder } from "../streams/change-recorder.ts";
import type { Stream } from "../streams/stream.ts";

/** The longest that a change which a read brought about stays off the disk, in milliseconds. */
const maxLagMs = 1000;

/** With the deadline that the read has set: a write that is rolled back may have moved it further. */
type Changed = ReadonlyMap<Stream, number | undefined>;

const none: Changed = new Map();

/**
 * Collects the changes that reads bring about: a deadline that slid, messages that became too old. The next commit includes
 * them. Without one, they are committed within a second.
 */
export class ReadEffects implements ChangeRecorder {
  readonly #garbage: Garbage;
  readonly #flush: () => void;
  #streams = new Map<Stream, number | undefined>();
  #committing: Changed = none;
  #timer: NodeJS.Timeout | undefined;

  constructor(garbage: Garbage, flush: () => void) {
    this.#garbage = garbage;
    this.#flush = flush;
  }

  changed(stream: Stream): void {
    this.#streams.set(stream, stream.deadline);
    this.#timer ??= setTimeout(this.#flush, maxLagMs).unref();
  }

  unreadable(streamId: number, upto: number): void {
    this.#garbage.add(streamId, upto);
  }

  get held(): Held {
    const streams = this.#streams.size + this.#committing.size;
    return { "streams that reads changed": streams, "timers of reads": this.#timer ? 1 : 0 };
  }

  get isEmpty(): boolean {
    return this.#streams.size === 0;
  }

  /** Returns the changed streams, for a commit that ends with `committed` or `takeBack`. */
  take(): Changed {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#committing = this.#streams;
    if (this.#streams.size > 0) this.#streams = new Map();
    return this.#committing;
  }

  /** The streams that were taken are on disk. */
  committed(): void {
    this.#committing = none;
  }

  /** After a rollback: returns all streams that are not on disk, and forgets them. */
  takeBack(): Changed {
    const streams = new Map([...this.#committing, ...this.take()]);
    this.committed();
    return streams;
  }

  /** After a rollback: a stream that was read stays alive, although its new deadline is not on disk yet. */
  slideAgain(slid: Changed, find: (id: number) => Stream | undefined): void {
    try {
      for (const [{ id }, deadline] of slid) {
        const stream = find(id);
        if (deadline === undefined || stream?.deadline === undefined || stream.deadline >= deadline) continue;
        stream.slideTo(deadline);
        this.changed(stream);
      }
    } catch {
      // The disk cannot be read, either: the deadlines are those on disk.
    }
  }
}
