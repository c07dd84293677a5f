/** Checks in one timeout. Several, so that one check that comes late, or early, decides nothing. */
const checks = 3;
/** The longest delay of a timer: a longer one would fire immediately. */
const maxDelayMs = 2 ** 31 - 1;

/**
 * Notices that the other side, a process or a connection, has shown no sign of life for `timeoutMs`, within a third of it
 * more. Counts checks instead of measuring time: while the machine sleeps, or this process is busy, the other side cannot
 * respond either, and only one check comes late.
 */
export class Watchdog {
  readonly #timer: ReturnType<typeof setInterval> | undefined;
  #missed = 0;

  /** `expired` is called once. `check` is called before each check, to ask for a sign of life. */
  constructor(timeoutMs: number, expired: () => void, check: () => void = () => {}) {
    if (timeoutMs === Infinity) return;
    this.#timer = setInterval(
      () => {
        if (this.#missed++ === checks) {
          this.stop();
          expired();
        } else check();
      },
      Math.min(timeoutMs / checks, maxDelayMs),
    );
  }

  /** The other side has shown a sign of life. */
  alive(): void {
    this.#missed = 0;
  }

  /** Whether the other side has not responded since the last check. */
  get isWaiting(): boolean {
    return this.#missed > 0;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
