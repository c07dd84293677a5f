import { onTestFinished } from "vitest";
import { openStoreOverPort } from "../support/ipc/store-over-port.ts";
import { describeStreamsContract } from "./describe-streams-contract.ts";

describeStreamsContract("a store at the other end of a port", {
  open: async (options) => {
    const { streams, close } = await openStoreOverPort({ ...options, inMemory: true });
    onTestFinished(close);
    return streams;
  },
});
