import { onTestFinished } from "vitest";
import { openStreamStore, type StoreOptions, type StreamStore } from "../../src/store/index.ts";
import { closeAtRest } from "./store/at-rest.ts";

/** Opens a store that is closed when the running test has finished, and must then hold nothing. */
export function openTestStore(options: StoreOptions = { inMemory: true }): StreamStore {
  const store = openStreamStore(options);
  onTestFinished(() => closeAtRest(store));
  return store;
}
