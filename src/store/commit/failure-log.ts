import type { Logger } from "../options.ts";

/** Logs the failures that no caller is told of. */
export class FailureLog {
  readonly #logger: Logger;
  #isLogged = false;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Work in the background is repeated every second: tells of a failure once, until a commit succeeds. */
  commitFailed(error: unknown): void {
    if (this.#isLogged) return;
    this.#isLogged = true;
    this.#logger.error("electron-durable-streams: a commit in the background failed:", error);
  }

  committed(): void {
    this.#isLogged = false;
  }

  /** Tells a listener of a commit. What it throws must not prevent the next commits: nothing can be rolled back any more. */
  tell(listener: () => void): void {
    try {
      listener();
    } catch (error) {
      this.#logger.error("electron-durable-streams: a listener failed after a commit:", error);
    }
  }
}
