import { onTestFinished } from "vitest";
import { openStreamStore, type StoreOptions, type StreamStoreApi } from "../../src/store/index.ts";
import { describeStoreContract } from "./describe-store-contract.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const directories = new WeakMap<StreamStoreApi, string>();

describeStoreContract("a store on disk", {
  open: async (options) => openIn(await temporaryDirectory(), options),
  reopen: async (store, options) => {
    await store.close();
    return openIn(directories.get(store)!, options);
  },
});

function openIn(directory: string, options?: StoreOptions): StreamStoreApi {
  const store = openStreamStore({ ...options, directory });
  directories.set(store, directory);
  onTestFinished(() => store.close());
  return store;
}
