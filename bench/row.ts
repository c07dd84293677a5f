import type { Scale } from "./scale.ts";

/** One row of the table: the same work, done by the store and by the anchor that it is compared with. */
export interface Row {
  readonly id: string;
  /** The work, in words. */
  readonly what: string;
  readonly anchorName: string;
  /** The lowest acceptable ratio. */
  readonly goal: number;
  /** The unit of `ours` and `anchor`. */
  readonly unit: "messages/s" | "calls/s" | "deliveries/s" | "ms" | "MiB" | "kB" | "bytes per byte";
  /** Why the row misses its goal, from a profile. Shown beside a figure below the goal. */
  readonly limit?: string;
  /** The row takes too long for a quick run. */
  readonly onlyInFull?: boolean;
  /** Sets the row up. Resolves to a text that says why if the row cannot be measured here. */
  prepare(scale: Scale): Promise<Prepared | string>;
}

export interface Prepared {
  /**
   * How much one round does, in the row's unit; more per second is better. Omit it where a round's time, or the figure
   * that it returns, is the result; then less is better.
   */
  readonly amount?: number;
  readonly ours: Side;
  /** The other side, or an upper bound. */
  readonly anchor: Side | number;
  /** A remark for readers of the figures; called after all rounds. */
  note?(): string;
  close?(): void | Promise<void>;
}

export interface Side {
  /** Not measured: prepares a round's store, stream or process. */
  before?(): void | Promise<void>;
  /** Measured, unless it returns a figure in the row's unit. */
  run(): Promise<number | void>;
  /** Not measured. @throws if the round's data is wrong */
  check(): void | Promise<void>;
}

/** A row of bench/results.json. */
export interface Result {
  readonly id: string;
  readonly what: string;
  readonly ours: number;
  readonly anchor: number;
  readonly anchorName: string;
  /** Ours compared with the anchor: above 1 is better in every unit. */
  readonly ratio: number;
  readonly goal: number;
  readonly unit: string;
  readonly note?: string;
  /** Why the goal was not reached. */
  readonly reason?: string;
}

export function isMet({ ratio, goal }: Result): boolean {
  return ratio >= goal;
}
