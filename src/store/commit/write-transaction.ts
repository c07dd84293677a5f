import type { StreamChange } from "../../protocol/stream.ts";
import type { Held } from "../../waiting/held.ts";
import type { Garbage } from "../messages/garbage.ts";
import { emptySet } from "../short-lived.ts";
import type { Catalog } from "../streams/catalog.ts";
import type { ChangeRecorder } from "../streams/change-recorder.ts";
import type { Stream } from "../streams/stream.ts";

/** What a write changes through: a function that takes one of these runs inside of a transaction, and may write. */
export interface WriteTransaction extends ChangeRecorder {
  /** Messages of so many bytes were appended, and nothing else changed: the stream's row may lag. */
  grown(stream: Stream, bytes: number): void;
  /** Told to subscribers after the commit. */
  announce(type: StreamChange["type"], path: string): void;
}

/** What the writes of one transaction have changed, until it is committed or rolled back. */
export class TransactionChanges implements WriteTransaction {
  readonly #catalog: Catalog;
  readonly #garbage: Garbage;
  readonly #onAnnounced: (type: StreamChange["type"], path: string) => void;
  #streams = new Set<Stream>();
  #announced: StreamChange[] = [];
  /** Appends of one commit to the same stream are one change. */
  #appended = new Set<string>();
  #bytes = 0;

  constructor(
    { catalog, garbage }: { readonly catalog: Catalog; readonly garbage: Garbage },
    onAnnounced: (type: StreamChange["type"], path: string) => void,
  ) {
    this.#catalog = catalog;
    this.#garbage = garbage;
    this.#onAnnounced = onAnnounced;
  }

  get held(): Held {
    return {
      "changed streams": this.#streams.size,
      "announced changes": this.#announced.length,
      "appended bytes": this.#bytes,
    };
  }

  /** The streams whose rows have to be written. */
  get streams(): ReadonlySet<Stream> {
    return this.#streams;
  }

  get announced(): readonly StreamChange[] {
    return this.#announced;
  }

  /** Bytes of the messages that were appended. */
  get bytes(): number {
    return this.#bytes;
  }

  changed(stream: Stream): void {
    this.#streams.add(stream);
  }

  grown(stream: Stream, bytes: number): void {
    this.#bytes += bytes;
    if (this.#catalog.markLagging(stream) === "write") this.#streams.add(stream);
  }

  unreadable(streamId: number, upto: number): void {
    this.#garbage.add(streamId, upto);
  }

  announce(type: StreamChange["type"], path: string): void {
    this.#onAnnounced(type, path);
    if (type === "appended") {
      if (this.#appended.has(path)) return;
      this.#appended.add(path);
    } else this.#appended.delete(path);
    this.#announced.push({ type, path });
  }

  reset(): void {
    this.#announced = [];
    this.#bytes = 0;
    this.#appended = emptySet(this.#appended);
    this.#streams = emptySet(this.#streams);
  }
}
