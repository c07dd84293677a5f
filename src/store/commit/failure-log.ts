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

  /** Calls a listener after a commit. Nothing can be rolled back any more: its errors must not prevent the next commits. */
  guard(listener: () => void): void {
    try {
      listener();
    } catch (error) {
      this.#logger.error("electron-durable-streams: a listener failed after a commit:", error);
    }
  }
}
