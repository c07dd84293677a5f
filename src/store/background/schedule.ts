/** Work that a schedule repeats. */
export interface ScheduledTask {
  readonly intervalMs: number;
  readonly work: () => Promise<unknown>;
  /** Milliseconds until the next run, as of when the timer was last set. */
  leftMs: number;
  isPaused: boolean;
}

/**
 * Repeats work at intervals with one timer, which sleeps until the next run is due: each wake-up of an idle process costs
 * battery. Work whose intervals are multiples of each other runs in the same wake-up.
 */
export class Schedule {
  readonly #onError: (error: unknown) => void;
  #tasks: ScheduledTask[] = [];
  #timer: NodeJS.Timeout | undefined;
  #delayMs = 0;
  #setAt = 0;

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** @param intervalMs between two runs, and before the first, in milliseconds; 0 for never */
  every(intervalMs: number, work: () => Promise<unknown>): ScheduledTask {
    const task = { intervalMs, work, leftMs: intervalMs, isPaused: intervalMs === 0 };
    this.#countDown(this.#elapsed());
    this.#tasks.push(task);
    this.#setTimer();
    return task;
  }

  /** Stops repeating a task until `resume`. */
  pause(task: ScheduledTask): void {
    this.#countDown(this.#elapsed());
    task.isPaused = true;
    this.#setTimer();
  }

  /** Runs a paused task again, for the first time after its interval. */
  resume(task: ScheduledTask): void {
    if (!task.isPaused || !this.#tasks.includes(task)) return;
    this.#countDown(this.#elapsed());
    task.isPaused = false;
    task.leftMs = task.intervalMs;
    this.#setTimer();
  }

  stop(): void {
    this.#tasks = [];
    this.#setTimer();
  }

  #onTimer(): void {
    // A timer that fires says itself how much time has passed: at least its delay.
    this.#countDown(Math.max(this.#delayMs, this.#elapsed()));
    for (const task of this.#tasks) {
      if (task.isPaused || task.leftMs > 0) continue;
      task.leftMs = task.intervalMs;
      task.work().catch(this.#onError);
    }
    this.#setTimer();
  }

  #countDown(ms: number): void {
    for (const task of this.#tasks) task.leftMs -= ms;
    this.#setAt += ms;
  }

  #elapsed(): number {
    return this.#timer === undefined ? 0 : Math.max(0, runningMs() - this.#setAt);
  }

  #setTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const left = this.#tasks.filter(({ isPaused }) => !isPaused).map(({ leftMs }) => leftMs);
    if (left.length === 0) return;
    this.#delayMs = Math.max(1, Math.ceil(Math.min(...left)));
    this.#setAt = runningMs();
    this.#timer = setTimeout(() => this.#onTimer(), this.#delayMs).unref();
  }
}

/** Not `performance.now()`: a store is opened without loading `node:perf_hooks`. */
function runningMs(): number {
  return process.uptime() * 1000;
}
