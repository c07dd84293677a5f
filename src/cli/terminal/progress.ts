import { Presets, SingleBar } from "cli-progress";

export interface Progress {
  /** `done` of the total. */
  update(done: number): void;
  stop(): void;
}

const silent: Progress = { update: () => undefined, stop: () => undefined };

/** A bar on standard error, where somebody looks at it. */
export function startProgress(title: string, total: number, isShown = process.stderr.isTTY): Progress {
  if (!isShown || total === 0) return silent;
  const format = `${title} {bar} {percentage}% | {eta_formatted} left`;
  const bar = new SingleBar({ format, stream: process.stderr, hideCursor: true }, Presets.shades_classic);
  bar.start(total, 0);
  return { update: (done) => bar.update(done), stop: () => bar.stop() };
}
