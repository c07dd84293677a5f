import type { StreamStoreApi } from "../../src/store/index.ts";
import { inspectionRequests, pathFor, streamRequests } from "./port-requests.ts";

/** The streams that the requests ask for; those that create find none. */
export const preparedPaths: readonly string[] = [
  ...[...streamRequests, ...inspectionRequests].filter(({ what }) => what !== "create").map(pathFor),
  ...Array.from({ length: 8 }, (_, n) => `mine/http-${n + 1}`),
];

/**
 * Fills the store with exactly the streams that the requests ask for, each with a message that a denied caller must not see.
 * Also runs in Electron's main process.
 */
export async function prepare(store: StreamStoreApi, paths = preparedPaths): Promise<void> {
  // A debugger's call may interrupt a query, which no call of the app can: so this waits for a turn of its own.
  await new Promise((resolve) => setTimeout(resolve));
  const subscription = { type: "pull-wake", streams: ["mine/http-1"], wakeStream: "mine/wake" } as const;
  await store.subscriptions.delete("mine").catch(() => undefined);
  for (const { path } of (await store.list({ limit: 1000 })).streams) await store.delete(path);
  for (const path of paths)
    await store.create(path, { contentType: "text/plain", ttlSeconds: 1000, data: "secret" });
  await store.create("mine/wake", { contentType: "application/json" });
  await store.subscriptions.create("mine", subscription);
  // Makes work to claim.
  await store.append("mine/http-1", "secret");
}

/** Everything visible of the streams, as one value. Also runs in Electron's main process. */
export async function stateOf(store: StreamStoreApi): Promise<unknown> {
  await new Promise((resolve) => setTimeout(resolve));
  return (await store.list({ limit: 1000 })).streams;
}
