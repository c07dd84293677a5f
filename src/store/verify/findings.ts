import type { Offset } from "../../protocol/offset.ts";

/**
 * What is wrong:
 * `unreadable` a part of the file cannot be read; `page` a page is broken, used twice or belongs to nothing;
 * `index` an index and its table disagree; `stream` a stream's row makes no sense; `missing` messages are not there;
 * `changed` a message is not as it was stored; `surplus` there are messages that no stream accounts for; `times` go back within a stream; `bytes` a stream's size is
 * not that of its messages; `producer` or `subscription` a row of one belongs to nothing or makes no sense;
 * `more` there are more problems than are listed.
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
  | "subscription"
  | "more";

export interface VerifyProblem {
  readonly kind: VerifyProblemKind;
  /** One line, for people. */
  readonly message: string;
  /** The stream that it concerns, if it is one that can be told. */
  readonly path?: string;
  /** The offset after which it begins. */
  readonly offset?: Offset;
}

export interface VerifyProgress {
  /** Pages of the database that were checked: each counts twice, as a page and for what it holds. */
  readonly checked: number;
  readonly total: number;
  /** All that were found so far, at most 1,000. */
  readonly problems: readonly VerifyProblem[];
  readonly done: boolean;
}

const maxListed = 1000;

/** Collects the problems that the checks of one run find. */
export class Findings {
  readonly problems: VerifyProblem[] = [];

  add(kind: VerifyProblemKind, message: string, where: Pick<VerifyProblem, "path" | "offset"> = {}): void {
    if (this.problems.length < maxListed) this.problems.push({ kind, message, ...where });
    else if (this.problems.length === maxListed)
      this.problems.push({ kind: "more", message: "there are more problems than these" });
  }

  /** Runs a check to its end; what the file does not let it read is a problem, and the next check goes on. */
  *guard(what: string, check: Iterable<number>): Generator<number, void, undefined> {
    try {
      yield* check;
    } catch (error) {
      this.add("unreadable", `${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
