import { createHistogram } from "node:perf_hooks";
import type { OpenPlace } from "../../ipc/place.ts";
import type { Row } from "../../row.ts";

export function ipcLatency(id: string, where: string, openPlace: OpenPlace): Row {
  return {
    id,
    what: `append to emission in another subscriber, median, FULL, ${where}`,
    anchorName: "port ping-pong and a better-sqlite3 insert",
    goal: 0.6,
    unit: "ms",
    limit:
      "the anchor sends the bytes it was sent; ours commits in a turn of its own, answers the append and wakes the subscriber, all of it with cold caches after the flush (90 µs), and the window takes the answer before the page",
    async prepare(scale) {
      const place = await openPlace(scale.directory);
      if (typeof place === "string") return place;
      const count = scale.of(2000, 20);
      await place.window("make", count);
      let path = "";
      let round = 0;
      return {
        ours: {
          before: () => place.host("create", (path = `round-${++round}`)),
          run: async () => median(await place.window("latency", path)),
          check: () => place.host("checkStream", path, count),
        },
        anchor: {
          run: async () => median(await place.window("latencyBare")),
          check: () => place.host("checkBare", count),
        },
        close: () => place.close(),
      };
    },
  };
}

function median(samples: readonly number[]): number {
  const histogram = createHistogram({ figures: 4 });
  for (const ms of samples) histogram.record(Math.max(1, Math.round(ms * 1e6)));
  return histogram.percentile(50) / 1e6;
}
