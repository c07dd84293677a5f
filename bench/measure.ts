import { Bench } from "tinybench";
import type { Prepared, Side } from "./row.ts";
import { Turns } from "./turns.ts";

/** Medians over the rounds: milliseconds, or what the sides answered with. */
export interface Medians {
  readonly ours: number;
  readonly anchor: number;
}

/**
 * Measures both sides in interleaved rounds, the order swapped each time (A B, B A, A B, …), after one round of each
 * to warm up. tinybench runs both tasks at once, and takes the times; who waits for its turn is not measured.
 */
export async function measure({ ours, anchor }: Prepared, rounds: number): Promise<Medians> {
  const bench = new Bench({
    concurrency: "bench",
    iterations: rounds,
    time: 0,
    warmupIterations: 1,
    warmupTime: 0,
    throws: true,
  });
  const sides = typeof anchor === "number" ? { ours } : { ours, anchor };
  const turns = new Turns(Object.keys(sides), rounds + 1);
  for (const [name, side] of Object.entries(sides)) addTask(bench, turns, name, side);
  await bench.run();
  return {
    ours: median(bench, "ours"),
    anchor: typeof anchor === "number" ? anchor : median(bench, "anchor"),
  };
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
