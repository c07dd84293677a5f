import { Bench } from "tinybench";
import type { Prepared, Side } from "./row.ts";
import { Turns } from "./turns.ts";

/** Medians over the rounds: milliseconds, or what the sides answered with. */
export interface Medians {
  readonly ours: number;
  readonly anchor: number;
}

export interface Rounds {
  /** Measured rounds of each side. */
  readonly rounds: number;
  /** Fewer rounds (but a third) where more would take longer than this, judged by the warm-up. */
  readonly budgetMs?: number | undefined;
}

/**
 * Measures both sides in interleaved rounds, the order swapped each time (A B, B A, A B, …), after one round of each
 * to warm up. tinybench runs both tasks at once, and takes the times; who waits for its turn is not measured.
 */
export async function measure({ ours, anchor }: Prepared, limits: Rounds): Promise<Medians> {
  const sides = typeof anchor === "number" ? { ours } : { ours, anchor };
  const rounds = affordable(limits, await warmUp(Object.values(sides)));
  const bench = new Bench({
    concurrency: "bench",
    iterations: rounds,
    time: 0,
    warmup: false,
    throws: true,
  });
  const turns = new Turns(Object.keys(sides), rounds);
  for (const [name, side] of Object.entries(sides)) addTask(bench, turns, name, side);
  await bench.run();
  return {
    ours: median(bench, "ours"),
    anchor: typeof anchor === "number" ? anchor : median(bench, "anchor"),
  };
}

/** Returns how long a round of all sides takes, with what is not measured of it. */
async function warmUp(sides: readonly Side[]): Promise<number> {
  const start = performance.now();
  for (const side of sides) {
    await side.before?.();
    await side.run();
    await side.check();
  }
  return performance.now() - start;
}

function affordable({ rounds, budgetMs }: Rounds, roundMs: number): number {
  if (budgetMs === undefined) return rounds;
  return Math.min(rounds, Math.max(Math.ceil(rounds / 3), Math.floor(budgetMs / roundMs)));
}

function addTask(bench: Bench, turns: Turns, name: string, side: Side): void {
  const run = async () => {
    const figure = await side.run();
    return figure === undefined ? undefined : { overriddenDuration: figure };
  };
  bench.add(name, run, {
    async: true,
    async beforeEach() {
      await turns.wait(name);
      await side.before?.();
      // So that no side pays for what the other one has left behind.
      globalThis.gc?.();
    },
    async afterEach() {
      await side.check();
      turns.next();
    },
  });
}

function median(bench: Bench, name: string): number {
  const { result } = bench.getTask(name)!;
  if (result.state !== "completed") throw new Error(`${name} was not measured: ${result.state}`);
  return result.latency.p50;
}
