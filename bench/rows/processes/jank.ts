import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { openStreamStore, type StreamStore } from "../../../src/store/index.ts";
import { appendRounds } from "../../sides/append-rounds.ts";
import { inFlight } from "../../load/in-flight.ts";
import { makeMessages } from "../../sides/messages.ts";
import type { Row } from "../../row.ts";

export const jank: Row = {
  id: "jank",
  what: "longest block of the host's event loop with 1,000 appends in flight, p99.9",
  anchorName: "bound: half a frame",
  goal: 1,
  unit: "ms",
  limit:
    "a commit of a thousand appends with its flush and the callers that go on after it takes 3 ms, writing the log back 5, and a collection of garbage that comes between is added: the first ones of a process take up to 30",
  async prepare(scale) {
    const count = scale.of(600_000, 20_000);
    const messages = makeMessages(count);
    const store = openStreamStore({ directory: join(scale.directory, "ours"), durability: "full" });
    const idle = await blockedDuring(() => sleep(scale.of(3000, 100)));
    const longest: number[] = [];
    return {
      ours: appendRounds(store, count, async (path) => {
        const { p999, max } = await blockedDuring(() => appendAll(store, path, messages));
        longest.push(max);
        return p999;
      }),
      anchor: 8,
      note: () =>
        `longest block of each round ${longest.map(rounded).join(", ")} ms; on this machine at rest: p99.9 ${rounded(idle.p999)} ms, longest ${rounded(idle.max)} ms`,
      close: () => store.close(),
    };
  },
};

function appendAll(store: StreamStore, path: string, messages: readonly Uint8Array[]): Promise<void> {
  return inFlight(messages.length, 1000, (i) => store.append(path, messages[i]!));
}

/** How late a timer of 1 ms fired during `work`, in milliseconds. */
async function blockedDuring(work: () => Promise<unknown>): Promise<{ p999: number; max: number }> {
  const resolution = 1;
  const histogram = monitorEventLoopDelay({ resolution });
  histogram.enable();
  await work();
  histogram.disable();
  const late = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - resolution);
  return { p999: late(histogram.percentile(99.9)), max: late(histogram.max) };
}

function rounded(ms: number): string {
  return ms.toFixed(1);
}
