import { writeFileSync } from "node:fs";
import { growthByMessages } from "./by-messages.ts";
import { growthByStreams } from "./by-streams.ts";
import type { Sample } from "./sample.ts";

/** Samples the cost of a call while a stream, and then a store, grows tenfold repeatedly. */
export async function measureGrowth(directory: string, isQuick: boolean, output: string): Promise<void> {
  const samples: Sample[] = [];
  for (const sampling of [growthByMessages, growthByStreams]) {
    for await (const sample of sampling(directory, isQuick)) {
      samples.push(sample);
      // After each sample: a run is long and may be stopped.
      writeFileSync(output, `${JSON.stringify(samples, null, 2)}\n`);
      const { by, size, operation, microseconds } = sample;
      console.log(`${size.toLocaleString("en-US")} ${by}: ${operation} ${microseconds.toFixed(1)} µs`);
    }
  }
}
