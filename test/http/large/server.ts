/** Serves the store in a directory; collects garbage and reports its memory when asked. Needs `--expose-gc`. */
import { serveStreams } from "../../../src/http/index.ts";
import { openStreamStore } from "../../../src/store/index.ts";

export interface MemoryReport {
  /** Resident memory now and at its peak, in bytes. */
  readonly now: number;
  readonly peak: number;
}

const store = openStreamStore({ directory: process.argv[2]! });
const { url } = await serveStreams(store, { port: 0 });
process.on("message", () => {
  globalThis.gc!();
  const report: MemoryReport = {
    now: process.memoryUsage.rss(),
    peak: process.resourceUsage().maxRSS * 1024,
  };
  process.send!(report);
});
process.on("disconnect", () => process.exit());
process.send!(url);
