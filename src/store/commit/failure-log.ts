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

  listenerFailed(error: unknown): void {
    this.#logger.error("electron-durable-streams: a listener failed after a commit:", error);
  }
}
