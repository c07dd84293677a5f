/**
 * Searches a sequence, as it arrives, for the items of a pattern, one after the other. Compares each item twice at most on
 * average (Knuth, Morris and Pratt), however often the items repeat.
 */
export class PrefixSearch {
  readonly #pattern: readonly string[];
  /** For each length of a match, the next shorter one. */
  readonly #shorter: number[] = [0, 0];
  #matched = 0;

  constructor(pattern: readonly string[]) {
    this.#pattern = pattern;
    for (let end = 1; end < pattern.length; end++) {
      this.#shorter.push(this.#extended(this.#shorter[end]!, pattern[end]!));
    }
  }

  /** Adds an item to the sequence; returns how many of the pattern's first items the sequence ends with. */
  next(item: string): number {
    return (this.#matched = this.#extended(this.#matched, item));
  }

  #extended(from: number, item: string): number {
    let matched = from;
    while (matched > 0 && this.#pattern[matched] !== item) matched = this.#shorter[matched]!;
    return this.#pattern[matched] === item ? matched + 1 : 0;
  }
}
