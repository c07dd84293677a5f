import { onTestFinished } from "vitest";
import { openHostedStore, type HostedStreamStore } from "../../../src/host/index.ts";
import type { StoreOptions } from "../../../src/store/index.ts";
import { partsOf } from "../../../src/store/stream-store.ts";
import { threadPlatform } from "../../host/thread-platform.ts";
import { expectAtRest } from "../../support/store/at-rest.ts";
import { definitionsUrl } from "../../support/store/definitions.ts";
import { directoryHost } from "../../support/directory-host.ts";
import { describeStoreContract } from "../describe-store-contract.ts";

describeStoreContract("a hosted store", directoryHost(openIn));

async function openIn(
  directory: string,
  { now, streams, ...options }: StoreOptions = {},
): Promise<HostedStreamStore> {
  const platform = threadPlatform({ ...(now !== undefined && { now }) });
  // The definitions of the contract are those that this module exports.
  const hosted = { ...options, directory, ...(streams && { streams: definitionsUrl }) };
  const store = await openHostedStore(platform, hosted, console);
  onTestFinished(async () => {
    await store.close();
    await expectAtRest(store);
    for (const opened of platform.stores) await expectAtRest(partsOf(opened));
  });
  return store;
}
