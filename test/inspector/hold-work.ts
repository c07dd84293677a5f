import type { StreamStore } from "../../src/store/index.ts";

/** What takes several steps while the page shows how far it is. */
export type HeldWork = "append" | "search";

/**
 * Lets the first step of such work through, and holds what follows until it is released or cancelled: what the page shows
 * meanwhile stays, however slow the test is. It is sent to Electron's main process as text, so it needs nothing from here.
 */
export function holdWork(store: StreamStore, work: HeldWork): () => void {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  if (work === "append") {
    const append = store.append.bind(store);
    let isFirst = true;
    store.append = async (...args) => {
      if (!isFirst) await released;
      isFirst = false;
      return append(...args);
    };
  } else {
    const { inspection } = store;
    const search = inspection.search.bind(inspection);
    inspection.search = async function* (path, options, signal) {
      const cancelled = new Promise((resolve) => signal?.addEventListener("abort", resolve));
      for await (const progress of search(path, options, signal)) {
        yield progress;
        await Promise.race([released, cancelled]);
      }
    };
  }
  return release;
}
