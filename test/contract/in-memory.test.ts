import { onTestFinished } from "vitest";
import { openStreamStore } from "../../src/store/index.ts";
import { describeStoreContract } from "./describe-store-contract.ts";

describeStoreContract("a store in memory", {
  open: async (options) => {
    const store = openStreamStore({ ...options, inMemory: true });
    onTestFinished(() => store.close());
    return store;
  },
});
