import { Bench } from "tinybench";
import type { Sample } from "./sample.ts";

const rounds = 7;

/** For each operation, a function that makes that many calls. */
export type Calls = Readonly<Partial<Record<Sample["operation"], (calls: number) => Promise<void>>>>;

const callsOfRound = 1000;

/** Yields the median cost of each operation. */
export async function* sampleCalls(by: Sample["by"], size: number, calls: Calls): AsyncGenerator<Sample> {
  const bench = new Bench({ iterations: rounds, time: 0, warmupIterations: 2, warmupTime: 0, throws: true });
  for (const [operation, call] of Object.entries(calls)) {
    bench.add(operation, () => call(callsOfRound), { async: true });
  }
  for (const { name, result } of await bench.run()) {
    if (result.state !== "completed") throw new Error(`${name} was not measured: ${result.state}`);
    const operation = name as keyof Calls;
    yield { by, size, operation, microseconds: (result.latency.p50 * 1000) / callsOfRound };
  }
}

export function decades(from: number, upto: number): number[] {
  const sizes: number[] = [];
  for (let size = from; size <= upto; size *= 10) sizes.push(size);
  return sizes;
}
