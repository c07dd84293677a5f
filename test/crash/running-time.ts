const measured = performance.now.bind(performance);

/** The running time of this process, by which the store measures graces: it goes on as measured, but can be stopped and moved. */
export class RunningTime {
  #passedMs = 0;
  #stoppedAt: number | undefined;

  /** From now on `performance.now` is this time. */
  install(): void {
    performance.now = () => (this.#stoppedAt ?? measured()) + this.#passedMs;
  }

  pass(ms: number): void {
    this.#passedMs += ms;
  }

  async stopDuring(work: () => Promise<unknown>): Promise<void> {
    this.#stoppedAt = measured();
    try {
      await work();
    } finally {
      this.#passedMs += this.#stoppedAt - measured();
      this.#stoppedAt = undefined;
    }
  }
}
