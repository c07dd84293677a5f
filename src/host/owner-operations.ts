import { setImmediate as nextTurn } from "node:timers/promises";
import type { PortExtras } from "../ipc/server/port-extras.ts";
import type { PortServerOptions } from "../ipc/server/server.ts";
import type { ReplicasApi, StreamStore, SubscriptionsApi } from "../store/index.ts";
import { OwnerBackups } from "./owner-backups.ts";

/** The methods of an API object of the store, and whether each can be repeated when its response was lost. */
export type MethodTable<Api> = Readonly<Record<keyof Api, boolean>>;

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
} as const satisfies MethodTable<SubscriptionsApi>;

export const replicaMethods = {
  get: true,
  set: true,
  delete: true,
  lag: true,
} as const satisfies MethodTable<ReplicasApi>;

/** The rights of the process that hosts the store, which may do more than windows. */
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
      ...methodOperations("subscriptions", store.subscriptions, subscriptionMethods),
      ...methodOperations("replicas", store.replicas, replicaMethods),
    },
    cursors: { changes: (signal) => store.changes({ signal }) },
  };
}

export function operationOf(object: string, method: string): string {
  return `${object}.${method}`;
}

/** Lets the responses to earlier calls leave first: after the response to this call, the caller expects no more. */
async function closeLast(store: StreamStore, backups: OwnerBackups): Promise<void> {
  await Promise.all([backups.stop(), store.close()]);
  await nextTurn();
}

function methodOperations<Api extends object>(
  object: string,
  api: Api,
  table: MethodTable<Api>,
): PortExtras["operations"] {
  const methods = Object.keys(table) as (keyof Api & string)[];
  return Object.fromEntries(
    methods.map((method) => [
      operationOf(object, method),
      (...args: never[]) => (api[method] as (...args: never[]) => Promise<unknown>)(...args),
    ]),
  );
}
