import { Bench } from "tinybench";
import type { Prepared, Side } from "./row.ts";
import { Turns } from "./turns.ts";

/** Medians over the rounds: milliseconds, or the figures that the sides returned. */
export interface Medians {
  readonly ours: number;
  readonly anchor: number;
}

export interface Rounds {
  /** Measured rounds of each side. */
  readonly rounds: number;
  /** If the warm-up shows that the rounds would take longer, fewer are measured, but at least a third. */
  readonly budgetMs?: number | undefined;
}

/**
 * Measures both sides in interleaved rounds, swapping the order each time (A B, B A, A B, …), after one round of each to
 * warm up. tinybench runs both tasks concurrently and takes the times; waiting for a turn is not measured.
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

/** Returns how long a round of all sides takes, including the parts that are not measured. */
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
      // So that no side pays for the other one's garbage.
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
