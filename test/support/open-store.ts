import { onTestFinished } from "vitest";
import { openStreamStore, type StoreOptions, type StreamStore } from "../../src/store/index.ts";

/** Opens a store that is closed when the running test has finished. */
export function openTestStore(options: StoreOptions = { inMemory: true }): StreamStore {
  const store = openStreamStore(options);
  onTestFinished(() => store.close());
  return store;
}
