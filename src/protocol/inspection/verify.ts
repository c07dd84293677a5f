export interface VerifyProgress {
  /** Things looked at so far, of `total`. */
  readonly checked: number;
  readonly total: number;
  /** Found so far. */
  readonly problems: readonly VerifyProblem[];
  readonly done: boolean;
}

export interface VerifyProblem {
  readonly path?: string;
  /** Stable, such as `"page"`, `"missing-message"`, `"byte-count"`. */
  readonly kind: string;
  readonly message: string;
}
