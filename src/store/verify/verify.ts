import type { Database } from "better-sqlite3";
import { checkOptions, isSignal } from "../check-options.ts";
import type { OpenDatabase } from "../sqlite/database.ts";
import type { ResolvedStoreOptions } from "../options.ts";
import { describeFailure } from "../sqlite/failure.ts";
import type { OpenStore } from "../wiring.ts";
import { checkIndexes } from "./check-indexes.ts";
import { checkPages, type PageCount } from "./check-pages.ts";
import { checkProducers, checkReplicas, checkSubscriptions } from "./check-rest.ts";
import { StreamsCheck } from "./check-streams.ts";
import { Findings, type VerifyProgress } from "./findings.ts";
import { openSnapshot } from "./snapshot.ts";
import { nextTurn } from "../turns.ts";

export interface VerifyOptions {
  /** Aborting ends the iteration, without an error. */
  readonly signal?: AbortSignal;
}

/** How long a slice takes, in milliseconds. */
const sliceMs = 2;
/** The time between two reports, in milliseconds. */
const reportMs = 50;

/**
 * Checks the whole store as it is at the start, and reports the problems that it finds (see `VerifyProblemKind`). It works in
 * slices of about two milliseconds (a message of many megabytes takes longer), between which other work runs. Meanwhile the
 * write-ahead log cannot be reused, and grows. The last report is `done`.
 *
 * @throws StreamError `BAD_REQUEST`, `STORE_CLOSED`, also when the store is closed meanwhile
 *
 * @internal
 */
export async function* verify(
  { context: { commit, options: storeOptions }, database }: Pick<OpenStore, "context" | "database">,
  options: VerifyOptions = {},
): AsyncGenerator<VerifyProgress, void, undefined> {
  checkOptions("verify", options, { signal: isSignal });
  commit.assertOpen();
  await commit.answered();
  const findings = new Findings();
  const db = openOrReport(database, storeOptions, findings);
  const verification = new Verification(db, findings);
  let reportedAt = performance.now();
  try {
    while (!options.signal?.aborted && verification.slice()) {
      if (performance.now() - reportedAt > reportMs) {
        yield verification.progress(false);
        reportedAt = performance.now();
      }
      await nextTurn();
      commit.assertOpen();
    }
    if (!options.signal?.aborted) yield verification.progress(true);
  } finally {
    verification.stop();
    db?.close();
  }
}

function openOrReport(
  database: OpenDatabase,
  options: ResolvedStoreOptions,
  findings: Findings,
): Database | undefined {
  try {
    return openSnapshot(database);
  } catch (error) {
    const failure = describeFailure(error, options);
    // Anything else, such as too many open files, says nothing about the store.
    if (failure.code !== "STORE_CORRUPT") throw failure;
    findings.add("unreadable", `the store cannot be opened: ${failure.message} (${failure.code})`);
    return undefined;
  }
}

/** All checks in order, as one long iteration. */
class Verification {
  readonly #findings: Findings;
  readonly #steps: Generator<number, void, undefined>;
  readonly #count: PageCount = { cells: 0 };
  #pages = 0;
  #checkedPages = 0;
  #checkedRows = 0;
  #inRows = false;

  constructor(db: Database | undefined, findings: Findings) {
    this.#findings = findings;
    this.#steps = db ? this.#checks(db) : (function* () {})();
  }

  /** Checks for the time of a slice; returns whether there is more to check. */
  slice(): boolean {
    const end = performance.now() + sliceMs;
    do {
      // Reading the time takes longer than a step.
      for (let i = 0; i < 16; i++) {
        const { value, done } = this.#steps.next();
        if (done) return false;
        if (this.#inRows) this.#checkedRows += value;
        else this.#checkedPages += value;
      }
    } while (performance.now() < end);
    return true;
  }

  progress(done: boolean): VerifyProgress {
    const total = this.#pages * 2;
    // Rows count as parts of pages: their number is known once all pages were checked.
    const rows = Math.min(1, this.#checkedRows / Math.max(1, this.#count.cells)) * this.#pages;
    const checked = Math.min(this.#checkedPages, this.#pages) + Math.floor(rows);
    return { checked: done ? total : checked, total, problems: [...this.#findings.problems], done };
  }

  stop(): void {
    this.#steps.return();
  }

  *#checks(db: Database): Generator<number, void, undefined> {
    const findings = this.#findings;
    this.#pages = db.pragma("page_count", { simple: true }) as number;
    yield* findings.guard("the pages", checkPages(db, findings, this.#count));
    this.#inRows = true;
    yield* findings.guard("the indexes", checkIndexes(db, findings));
    yield* findings.guard("the streams", new StreamsCheck(db, findings).run());
    yield* findings.guard("the producers", checkProducers(db, findings));
    yield* findings.guard("the replicas", checkReplicas(db, findings));
    yield* findings.guard("the subscriptions", checkSubscriptions(db, findings));
  }
}
