import { onTestFinished } from "vitest";
import { openHostedStore, type HostedStreamStore } from "../../../src/host/index.ts";
import type { StoreOptions, StreamStoreApi } from "../../../src/store/index.ts";
import { threadPlatform } from "../../host/thread-platform.ts";
import { describeStoreContract } from "../describe-store-contract.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const directories = new WeakMap<StreamStoreApi, string>();

describeStoreContract("a hosted store", {
  open: async (options) => openIn(await temporaryDirectory(), options),
  reopen: async (store, options) => {
    await store.close();
    return openIn(directories.get(store)!, options);
  },
});

async function openIn(directory: string, { now, ...options }: StoreOptions = {}): Promise<HostedStreamStore> {
  const store = await openHostedStore(
    threadPlatform({ ...(now !== undefined && { now }) }),
    { ...options, directory },
    console,
  );
  directories.set(store, directory);
  onTestFinished(() => store.close());
  return store;
}
