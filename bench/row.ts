import type { Scale } from "./scale.ts";

/** One row of the table: the same work, done by the store and by what it is measured against. */
export interface Row {
  readonly id: string;
  /** The work, in words. */
  readonly what: string;
  readonly anchorName: string;
  /** The least ratio that is good enough. */
  readonly goal: number;
  /** Of `ours` and `anchor`. */
  readonly unit: "messages/s" | "calls/s" | "deliveries/s" | "ms" | "MiB" | "bytes per byte";
  /** Where the goal is not reached: why not, from a profile. Shown beside a figure that is below. */
  readonly limit?: string;
  /** Takes too long for a quick run. */
  readonly onlyInFull?: boolean;
  /** Makes everything ready; a text says why the row cannot be measured here. */
  prepare(scale: Scale): Promise<Prepared | string>;
}

export interface Prepared {
  /**
   * What one round does, in the row's unit: more of it in a second is better. Left out where a round's time (or
   * the figure it answers with) is itself the result: then less is better.
   */
  readonly amount?: number;
  readonly ours: Side;
  /** Another side, or a bound to stay below. */
  readonly anchor: Side | number;
  /** What a reader of the figures has to know; asked for when everything is measured. */
  note?(): string;
  close?(): void | Promise<void>;
}

export interface Side {
  /** Not measured: makes a round's own store, stream or process ready. */
  before?(): void | Promise<void>;
  /** Measured, or answers with a figure of its own in the row's unit. */
  run(): Promise<number | void>;
  /** Not measured. @throws if the round's data is not what it should be */
  check(): void | Promise<void>;
}

/** A row of bench/results.json. */
export interface Result {
  readonly id: string;
  readonly what: string;
  readonly ours: number;
  readonly anchor: number;
  readonly anchorName: string;
  /** Ours against the anchor: above 1 is better, whatever the unit. */
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
