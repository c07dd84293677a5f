import { Presets, SingleBar } from "cli-progress";

/** A bar on standard error, when that is a terminal. It appears with the first update. */
export class Progress {
  readonly #title: string;
  readonly #isShown: boolean;
  #bar: SingleBar | undefined;

  constructor(title: string, isShown = process.stderr.isTTY) {
    this.#title = title;
    this.#isShown = isShown;
  }

  /** A total of 0 shows nothing. */
  update(done: number, total: number): void {
    if (!this.#isShown || total === 0) return;
    this.#bar ??= this.#start(total);
    this.#bar.update(done);
  }

  stop(): void {
    this.#bar?.stop();
  }

  #start(total: number): SingleBar {
    const format = `${this.#title} {bar} {percentage}% | {eta_formatted} left`;
    const bar = new SingleBar({ format, stream: process.stderr, hideCursor: true }, Presets.shades_classic);
    bar.start(total, 0);
    return bar;
  }
}
