/** The rows from `first` to `last`, inclusive. */
export interface RowRange {
  readonly first: number;
  readonly last: number;
}

/** The row with the keyboard cursor, and the selected rows between it and the row where the selection began. */
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

  /** Whether more than one row is selected. */
  get isSeveral(): boolean {
    return this.range !== undefined && this.range.first < this.range.last;
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

  /** Moves the cursor to `index` unless it is on an existing row. */
  ensure(index: number, { first, end }: { first: number; end: number }): void {
    if (this.#active === undefined || this.#active < first || this.#active >= end) this.move(index);
  }

  clear(): void {
    this.#anchor = this.#active = undefined;
  }
}
