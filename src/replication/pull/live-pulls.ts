/**
 * Decides which pulled streams are followed live: the most recently active ones, and only so many, because each is a
 * connection that the server holds open. The others are polled.
 */
export class LivePulls {
  readonly #max: number;
  /** The least recently active first. */
  readonly #live = new Map<object, AbortController>();

  constructor(max: number) {
    this.#max = max;
  }

  /** A signal that is aborted when the stream loses its place; undefined if all places are taken. */
  enter(stream: object): AbortSignal | undefined {
    if (this.#live.size >= this.#max) return undefined;
    const turn = new AbortController();
    this.#live.set(stream, turn);
    return turn.signal;
  }

  /** The stream has received messages. One without a place takes the least active one's away, to get it next time. */
  active(stream: object): void {
    const turn = this.#live.get(stream);
    if (turn) {
      this.#live.delete(stream);
      this.#live.set(stream, turn);
      return;
    }
    const [idlest] = this.#live;
    if (!idlest) return;
    this.#live.delete(idlest[0]);
    idlest[1].abort();
  }

  leave(stream: object): void {
    this.#live.delete(stream);
  }
}
