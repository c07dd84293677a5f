import { openTestStore } from "../support/open-store.ts";
import { describeStoreContract } from "./describe-store-contract.ts";

describeStoreContract("a store in memory", {
  open: async (options) => openTestStore({ ...options, inMemory: true }),
});
