export interface VerifyProgress {
  /** Steps done, of `total`. */
  readonly checked: number;
  readonly total: number;
  /** All problems found so far. */
  readonly problems: readonly VerifyProblem[];
  readonly done: boolean;
}

export interface VerifyProblem {
  /** The stream with the problem, if it concerns a single one. */
  readonly path?: string;
  /** Stable, such as `"page"`, `"missing"` or `"bytes"`. */
  readonly kind: string;
  readonly message: string;
}
