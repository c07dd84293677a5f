/**
 * Which pulled streams are followed live. Each of them is a connection that waits at the server, so they are few:
 * the ones that were active last. The others are asked for now and then.
 */
export class LivePulls {
  readonly #max: number;
  /** The least recently active first. */
  readonly #live = new Map<object, AbortController>();

  constructor(max: number) {
    this.#max = max;
  }

  /** A signal that ends the turn, or nothing if all places are taken. */
  enter(stream: object): AbortSignal | undefined {
    if (this.#live.size >= this.#max) return undefined;
    const turn = new AbortController();
    this.#live.set(stream, turn);
    return turn.signal;
  }

  /** Something has come: it moves up, and takes the place of another one if it has none. */
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
