import { setImmediate as nextTurn } from "node:timers/promises";
import type { Database } from "better-sqlite3";
import { checkOptions, isSignal } from "../check-options.ts";
import type { OpenDatabase } from "../sqlite/database.ts";
import { toStreamError } from "../sqlite/errors.ts";
import type { OpenStore } from "../wiring.ts";
import { checkIndexes } from "./check-indexes.ts";
import { checkPages, type PageCount } from "./check-pages.ts";
import { checkProducers, checkSubscriptions } from "./check-rest.ts";
import { StreamsCheck } from "./check-streams.ts";
import { Findings, type VerifyProgress } from "./findings.ts";
import { openSnapshot } from "./snapshot.ts";

export interface VerifyOptions {
  /** Aborting ends the iteration, without an error. */
  readonly signal?: AbortSignal;
}

/** How long a slice goes on, in milliseconds. */
const sliceMs = 2;
/** Between two reports, in milliseconds. */
const reportMs = 50;

/**
 * Reads the whole store and says what is wrong with it; see `Findings` for what is looked for. It sees the store as it is
 * at the start, in slices of about two milliseconds (a single message of many megabytes takes longer), while work goes
 * on; the log that it needs meanwhile is not written over, and grows. The last report is `done`.
 *
 * @throws StreamError `BAD_REQUEST`, `STORE_CLOSED`, also when the store is closed meanwhile
 *
 * @internal
 */
export async function* verify(
  { context: { commit }, database }: Pick<OpenStore, "context" | "database">,
  options: VerifyOptions = {},
): AsyncGenerator<VerifyProgress, void, undefined> {
  checkOptions("verify", options, { signal: isSignal });
  commit.assertOpen();
  commit.flush();
  const findings = new Findings();
  const db = open(database, findings);
  const run = new Run(db, findings);
  let reportedAt = performance.now();
  try {
    while (!options.signal?.aborted && run.slice()) {
      if (performance.now() - reportedAt > reportMs) {
        yield run.progress(false);
        reportedAt = performance.now();
      }
      await nextTurn();
      commit.assertOpen();
    }
    if (!options.signal?.aborted) yield run.progress(true);
  } finally {
    run.stop();
    db?.close();
  }
}

function open({ db, file }: OpenDatabase, findings: Findings): Database | undefined {
  try {
    return openSnapshot(db, file);
  } catch (error) {
    const { code, message } = toStreamError(error);
    findings.add("unreadable", `the store cannot be opened: ${message} (${code})`);
    return undefined;
  }
}

/** One verification: all checks in order, as one long iteration. */
class Run {
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

  /** Goes on for the time of a slice; returns whether there is more to do. */
  slice(): boolean {
    const end = performance.now() + sliceMs;
    do {
      // Asking for the time costs more than a step.
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
    // A row is a part of a page: how many there are is known once all pages were seen.
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
    yield* findings.guard("the subscriptions", checkSubscriptions(db, findings));
  }
}
