import type { StreamStoreApi } from "../../src/store/index.ts";
import { inspectionRequests, pathFor, streamRequests } from "./port-requests.ts";

/** What the requests ask for; those that create find nothing. */
export const preparedPaths: readonly string[] = [
  ...[...streamRequests, ...inspectionRequests].filter(({ what }) => what !== "create").map(pathFor),
  ...Array.from({ length: 8 }, (_, n) => `mine/http-${n + 1}`),
];

/**
 * The streams that the requests ask for, each with a message that nobody may learn of who is denied; and nothing else in
 * the store. Runs in Electron's main process as well.
 */
export async function prepare(store: StreamStoreApi, paths = preparedPaths): Promise<void> {
  // A debugger's call may come amid a query, which no call of the app can: so it takes a turn of its own.
  await new Promise((resolve) => setTimeout(resolve));
  const subscription = { type: "pull-wake", streams: ["mine/http-1"], wakeStream: "mine/wake" } as const;
  await store.subscriptions.delete("mine").catch(() => undefined);
  for (const { path } of (await store.list({ limit: 1000 })).streams) await store.delete(path);
  for (const path of paths)
    await store.create(path, { contentType: "text/plain", ttlSeconds: 1000, data: "secret" });
  await store.create("mine/wake", { contentType: "application/json" });
  await store.subscriptions.create("mine", subscription);
  // There is something to claim.
  await store.append("mine/http-1", "secret");
}

/** All that can be seen of the streams, in one value. Runs in Electron's main process as well. */
export async function stateOf(store: StreamStoreApi): Promise<unknown> {
  await new Promise((resolve) => setTimeout(resolve));
  return (await store.list({ limit: 1000 })).streams;
}
