import type { StreamStore } from "../../store/index.ts";

/** Closes the store when the work is done, or has failed. */
export async function withStore<Result>(
  store: StreamStore,
  work: (store: StreamStore) => Promise<Result>,
): Promise<Result> {
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
