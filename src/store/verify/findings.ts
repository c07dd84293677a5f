import type { Offset } from "../../protocol/offset.ts";

/**
 * The kind of a problem:
 * - `unreadable`: a part of the file cannot be read
 * - `page`: a page is damaged, is used twice, or belongs to no table or index
 * - `index`: an index does not match its table
 * - `stream`: the row of a stream is inconsistent
 * - `missing`: messages of a stream are missing
 * - `changed`: a message is not as it was stored
 * - `surplus`: messages are stored that belong to no stream
 * - `times`: the times of a stream's messages decrease
 * - `bytes`: the size of a stream is not that of its messages
 * - `producer`, `replica`, `subscription`: a row of one is inconsistent, or belongs to a stream or subscription that does not
 *   exist
 * - `more`: more problems were found than are listed
 */
export type VerifyProblemKind =
  | "unreadable"
  | "page"
  | "index"
  | "stream"
  | "missing"
  | "changed"
  | "surplus"
  | "times"
  | "bytes"
  | "producer"
  | "replica"
  | "subscription"
  | "more";

export interface VerifyProblem {
  readonly kind: VerifyProblemKind;
  /** One line of text. */
  readonly message: string;
  /** The path of the stream that has the problem, if it is known. */
  readonly path?: string;
  /** The offset after which the problem begins, if it is about messages. */
  readonly offset?: Offset;
}

export interface VerifyProgress {
  /** The pages of the database that were checked so far. Each counts twice: for its structure and for its content. */
  readonly checked: number;
  /** What `checked` rises to. */
  readonly total: number;
  /** The problems that were found so far: at most 1,000, and one of kind `more`. */
  readonly problems: readonly VerifyProblem[];
  /** Whether this is the last report. */
  readonly done: boolean;
}

const maxListed = 1000;

/** Collects the problems that the checks of a verification find. */
export class Findings {
  readonly problems: VerifyProblem[] = [];

  add(kind: VerifyProblemKind, message: string, where: Pick<VerifyProblem, "path" | "offset"> = {}): void {
    if (this.problems.length < maxListed) this.problems.push({ kind, message, ...where });
    else if (this.problems.length === maxListed)
      this.problems.push({ kind: "more", message: `only the first ${maxListed} problems are listed` });
  }

  /** Runs a check. If it cannot read a part of the file, that is a problem, and ends only this check. */
  *guard(what: string, check: Iterable<number>): Generator<number, void, undefined> {
    try {
      yield* check;
    } catch (error) {
      this.add("unreadable", `${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
