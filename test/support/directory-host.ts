import type { StoreOptions, StreamStoreApi } from "../../src/store/index.ts";
import type { StoreHost } from "./host.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

/** Stores on disk: each in an empty directory, which it keeps when it is opened again. */
export function directoryHost(
  openIn: (directory: string, options?: StoreOptions) => StreamStoreApi | Promise<StreamStoreApi>,
): StoreHost {
  const directories = new WeakMap<StreamStoreApi, string>();
  const open = async (directory: string, options?: StoreOptions) => {
    const store = await openIn(directory, options);
    directories.set(store, directory);
    return store;
  };
  return {
    open: async (options) => open(await temporaryDirectory(), options),
    async reopen(store, options) {
      await store.close();
      return open(directories.get(store)!, options);
    },
  };
}
