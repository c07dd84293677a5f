import { setImmediate as nextTurn } from "node:timers/promises";
import type { PortExtras } from "../ipc/port-extras.ts";
import type { PortServerOptions } from "../ipc/server.ts";
import type { StreamStore, StreamSubscriptions } from "../store/index.ts";
import { OwnerBackups } from "./owner-backups.ts";

/** The methods of `store.subscriptions`, and whether asking twice is harmless. */
export const subscriptionMethods = {
  create: false,
  get: true,
  delete: false,
  addStreams: false,
  removeStream: false,
  claim: false,
  ack: false,
  release: false,
  callback: false,
  webhookKeys: true,
} as const satisfies Record<keyof StreamSubscriptions, boolean>;

/** What the process that a store is hosted for may ask of it, beyond what windows may. */
export function ownerRights(store: StreamStore): PortServerOptions {
  return { access: "manage", inspection: true, label: "the main process", extras: ownerExtras(store) };
}

function ownerExtras(store: StreamStore): PortExtras {
  const backups = new OwnerBackups();
  return {
    operations: {
      stats: async () => store.stats(),
      compact: () => store.compact(),
      backup: (file: string) => backups.backup(store, file),
      close: () => closeLast(store, backups),
      ...subscriptionOperations(store.subscriptions),
    },
    cursors: { changes: (signal) => store.changes({ signal }) },
  };
}

export function subscriptionOperation(method: string): string {
  return `subscriptions.${method}`;
}

/** The answers to what was called before leave first: the caller takes the answer to this one for the last. */
async function closeLast(store: StreamStore, backups: OwnerBackups): Promise<void> {
  await Promise.all([backups.stop(), store.close()]);
  await nextTurn();
}

function subscriptionOperations(subscriptions: StreamSubscriptions): PortExtras["operations"] {
  const methods = Object.keys(subscriptionMethods) as (keyof StreamSubscriptions)[];
  return Object.fromEntries(
    methods.map((method) => [
      subscriptionOperation(method),
      (...args: never[]) => (subscriptions[method] as (...args: never[]) => Promise<unknown>)(...args),
    ]),
  );
}
