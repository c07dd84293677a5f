import { isMoved, type OpenFiles } from "../files/open-files.ts";
import type { Journal } from "../sqlite/journal.ts";
import type { FailureLog } from "./failure-log.ts";

/** Refuses commits to files that no longer have their paths, and secures what was committed before. */
export class FileGuard {
  readonly #openFiles: OpenFiles;
  readonly #journal: Journal;
  readonly #failures: FailureLog;

  constructor(openFiles: OpenFiles, journal: Journal, failures: FailureLog) {
    this.#openFiles = openFiles;
    this.#journal = journal;
    this.#failures = failures;
  }

  /** @throws StreamError `STORE_FAILED`: roll back, and pass it to `secure` */
  assertInPlace(): void {
    this.#openFiles.assertInPlace();
  }

  /**
   * After such an error, puts everything into the database: one that was moved without its log has all of it then, and another one that takes its
   * place gets nothing of a log that is not its own. Not if only the index of the log is lost: another process may have made a
   * new one.
   */
  secure(error: unknown): void {
    if (!isMoved(error)) return;
    const { path } = error.details;
    if (typeof path === "string" && path.endsWith("-shm")) return;
    try {
      this.#journal.truncate();
    } catch {
      // The disk fails as well, or another program is in the way: the log stays as it is.
    }
  }

  /** Checks while nothing is written, and logs what is wrong once. */
  check(): void {
    try {
      this.assertInPlace();
    } catch (error) {
      if (!isMoved(error)) throw error;
      this.secure(error);
      this.#failures.commitFailed(error);
    }
  }
}
