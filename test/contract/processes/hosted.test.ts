import { onTestFinished } from "vitest";
import { openHostedStore, type HostedStreamStore } from "../../../src/host/index.ts";
import type { StoreOptions } from "../../../src/store/index.ts";
import { threadPlatform } from "../../host/thread-platform.ts";
import { directoryHost } from "../../support/directory-host.ts";
import { describeStoreContract } from "../describe-store-contract.ts";

describeStoreContract("a hosted store", directoryHost(openIn));

async function openIn(directory: string, { now, ...options }: StoreOptions = {}): Promise<HostedStreamStore> {
  const store = await openHostedStore(
    threadPlatform({ ...(now !== undefined && { now }) }),
    { ...options, directory },
    console,
  );
  onTestFinished(() => store.close());
  return store;
}
