import { directoryHost } from "../support/directory-host.ts";
import { openTestStore } from "../support/open-store.ts";
import { describeStoreContract } from "./describe-store-contract.ts";

describeStoreContract(
  "a store on disk",
  directoryHost((directory, options) => openTestStore({ ...options, directory })),
);
