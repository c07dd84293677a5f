/** How much work the rows do. */
export interface Scale {
  readonly name: ScaleName;
  /** Measured rounds of each side, at the most. */
  readonly rounds: number;
  /** What the rounds of a row may take, so that a whole run ends in time; no bound where the rounds were chosen. */
  readonly budgetMs: number | undefined;
  /** Where stores are put; of this run alone. */
  readonly directory: string;
  /** The share of a full run's amount that is done: whole, and not below `least`. */
  of(amount: number, least?: number): number;
}

export type ScaleName = keyof typeof shares;

/** `tiny` is for the harness's own test: its figures mean nothing. */
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
