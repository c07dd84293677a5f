/** Rows from `first` to `last`, both included. */
export interface RowRange {
  readonly first: number;
  readonly last: number;
}

/** The row that the keyboard is on, and the rows between it and where the selection was begun. */
export class RowSelection {
  #anchor: number | undefined;
  #active: number | undefined;

  get active(): number | undefined {
    return this.#active;
  }

  get range(): RowRange | undefined {
    if (this.#active === undefined || this.#anchor === undefined) return undefined;
    return { first: Math.min(this.#active, this.#anchor), last: Math.max(this.#active, this.#anchor) };
  }

  has(index: number): boolean {
    const { range } = this;
    return range !== undefined && range.first < range.last && index >= range.first && index <= range.last;
  }

  move(index: number): void {
    this.#anchor = this.#active = index;
  }

  extend(index: number): void {
    this.#anchor ??= index;
    this.#active = index;
  }

  /** Puts the keyboard somewhere, if it is nowhere or out of what there is. */
  ensure(index: number, { first, end }: { first: number; end: number }): void {
    if (this.#active === undefined || this.#active < first || this.#active >= end) this.move(index);
  }

  clear(): void {
    this.#anchor = this.#active = undefined;
  }
}
