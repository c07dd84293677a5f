import { describe, onTestFinished } from "vitest";
import { openHostedStore } from "../../src/host/index.ts";
import { valuesContract } from "../contract/appending/values.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { threadPlatform } from "./thread-platform.ts";

describe("a store in a process of its own", () => {
  valuesContract({
    async open() {
      const store = await openHostedStore(
        threadPlatform(),
        { directory: await temporaryDirectory() },
        console,
      );
      onTestFinished(() => store.close());
      return store;
    },
  });
});
