import * as fc from "fast-check";
import { fromMessagePort } from "../../src/ipc/ports/message-port.ts";
import { servePort } from "../../src/ipc/server/server.ts";
import { openStreamStore, type StreamStore } from "../../src/store/index.ts";
import { draft, type Draft } from "./ipc-messages.ts";
import { hostileValue } from "./hostile-values.ts";
import { PortSession } from "./port-session.ts";
import { checkStore } from "./store-invariants.ts";
import type { Count } from "./count.ts";

const access = fc.constantFrom(
  "manage" as const,
  { "": "manage", "secret/": "none" } as const,
  "append" as const,
  "read" as const,
);

/** Sends batches of messages to a port and a store of their own, so that a failure can be reproduced. */
export function ipcProperty(count: Count): fc.IAsyncProperty<unknown> {
  const batches = fc.array(fc.array(draft, { maxLength: 20, size: "max" }), {
    minLength: 1,
    maxLength: 5,
    size: "max",
  });
  const noBatches = fc.array(
    hostileValue.filter((value) => !Array.isArray(value)),
    { maxLength: 2 },
  );
  return fc.asyncProperty(batches, noBatches, access, async (batches, noBatches, rules) => {
    count(batches.flat().length + noBatches.length);
    const store = await seededStore();
    const { port1, port2 } = new MessageChannel();
    const server = servePort(store, fromMessagePort(port1), { access: rules, inspection: true });
    const session = new PortSession((value) => port2.postMessage(value));
    port2.addEventListener("message", ({ data }) => session.receive(data));
    port2.start();
    try {
      await converse(session, batches, noBatches);
      await checkStore(store, session.acknowledged);
    } finally {
      server.close();
      port2.close();
      await store.close();
    }
  });
}

export async function converse(
  session: PortSession,
  batches: readonly (readonly Draft[])[],
  noBatches: readonly unknown[],
): Promise<void> {
  for (const batch of batches) session.send(batch);
  for (const value of noBatches) session.sendNoBatch(value);
  await session.finish();
}

/** A fixed time: nothing expires between two checks. */
const now = Date.UTC(2030, 0, 1);

/** Has the streams of `seededPaths`. */
export async function seededStore(): Promise<StreamStore> {
  const store = openStreamStore({
    inMemory: true,
    cleanupIntervalMs: 0,
    compactIntervalMs: 0,
    now: () => now,
  });
  await Promise.all([
    store.create("json", { contentType: "application/json", data: [1, { a: 2 }, "3"] }),
    store.create("bytes", { data: [new Uint8Array(3), new Uint8Array(300)] }),
    store.create("text/closed", { contentType: "text/plain", data: "end", closed: true }),
  ]);
  return store;
}
