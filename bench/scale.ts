/** How much work the rows do. */
export interface Scale {
  readonly name: ScaleName;
  /** Measured rounds of each side, at most. */
  readonly rounds: number;
  /** Time for the rounds of one row, so that a whole run ends in time. Undefined if `--rounds` was given. */
  readonly budgetMs: number | undefined;
  /** Where stores are created; used by this run only. */
  readonly directory: string;
  /** This scale's share of a full run's amount: an integer, `least` or more. */
  of(amount: number, least?: number): number;
}

export type ScaleName = keyof typeof shares;

/** `tiny` tests the harness: its figures mean nothing. */
const shares = { full: 1, quick: 1 / 40, tiny: 1 / 500 };
const usualRounds = { full: 9, quick: 3, tiny: 1 };
const budgets = { full: 20_000, quick: 1500, tiny: undefined };

export function scaleOf(name: ScaleName, directory: string, rounds: number | undefined): Scale {
  return {
    name,
    rounds: rounds ?? usualRounds[name],
    budgetMs: rounds === undefined ? budgets[name] : undefined,
    directory,
    of: (amount, least = 1) => Math.max(least, Math.round(amount * shares[name])),
  };
}
