import { setTimeout as delay } from "node:timers/promises";
import { format } from "node:util";
import type { LoadPortHandler } from "../ipc/server/fetches/port-fetches.ts";
import { refusePort } from "../ipc/server/refuse-port.ts";
import { servePort, type PortRights, type PortServer } from "../ipc/server/server.ts";
import { toWireError } from "../ipc/server/wire-error.ts";
import { StreamError } from "../protocol/errors.ts";
import type { Port } from "../protocol/ipc/messages.ts";
import { openStreamStore, type Logger, type StoreOptions, type StreamStore } from "../store/index.ts";
import { loadDefinitions } from "../schema/load-definitions.ts";
import type { HostMessage, ParentMessage, SentOptions } from "./messages.ts";
import { ownerRights } from "./owner-operations.ts";

/** The parent of this process, or thread. */
export interface HostParent {
  post(message: HostMessage): void;
  onMessage(listener: (message: ParentMessage, port: Port | undefined) => void): void;
}

export interface HostOptions {
  readonly open?: typeof openStreamStore;
  /** Makes what responds to `streams.fetch` of windows; without it, their ports refuse that. */
  readonly loadHandler?: LoadPortHandler;
}

/** How long a killed process may take to release the lock on the store, in milliseconds. */
const lockPatienceMs = 3000;
const lockRetryMs = 50;

/**
 * Runs a store for the parent: opens it on request, and serves the ports that the parent hands over. The process
 * ends with its parent; acknowledged writes survive however it ends.
 */
export function serveHost(parent: HostParent, options: HostOptions = {}): void {
  const { open = openStreamStore, loadHandler } = options;
  const served = new Map<number, { readonly port: Port; readonly server: PortServer }>();
  let store: StreamStore | undefined;

  const openStore = async ({ streams, ...options }: SentOptions) => {
    const logger = loggerTo(parent);
    try {
      const definitions = streams === undefined ? undefined : await loadDefinitions(streams);
      store = await openPatiently(open, { ...options, ...(definitions && { streams: definitions }), logger });
      parent.post({ kind: "opened" });
    } catch (error) {
      if (!(error instanceof StreamError))
        logger.error("electron-durable-streams: the store did not open", error);
      parent.post({ kind: "failed", error: toWireError(error) });
    }
  };

  const serve = (id: number, port: Port, given: PortRights | "owner") => {
    const rights = given === "owner" ? ownerRights(store!) : given;
    const server = servePort(store!, port, {
      ...rights,
      ...(loadHandler && { loadHandler }),
      onClose: () => {
        served.delete(id);
        parent.post({ kind: "released", id });
      },
    });
    served.set(id, { port, server });
  };

  const release = ({ id, error }: Extract<ParentMessage, { kind: "release" }>) => {
    const found = served.get(id);
    if (!found) return;
    if (error) refusePort(found.port, StreamError.fromWire(error));
    found.server.close();
  };

  parent.onMessage((message, port) => {
    switch (message.kind) {
      case "open":
        void openStore(message.options);
        return;
      case "ping":
        parent.post({ kind: "pong" });
        return;
      case "serve":
        if (port) serve(message.id, port, message.rights);
        return;
      case "release":
        release(message);
    }
  });
}

async function openPatiently(open: typeof openStreamStore, options: StoreOptions): Promise<StreamStore> {
  const end = performance.now() + lockPatienceMs;
  for (;;) {
    try {
      return open(options);
    } catch (error) {
      const isLocked = error instanceof StreamError && error.code === "STORE_LOCKED";
      if (!isLocked || performance.now() > end) throw error;
      await delay(lockRetryMs);
    }
  }
}

/** Sends lines to the parent's logger. */
function loggerTo(parent: HostParent): Logger {
  const to =
    (level: keyof Logger) =>
    (...args: unknown[]) =>
      parent.post({ kind: "log", level, text: format(...args) });
  return { debug: to("debug"), info: to("info"), warn: to("warn"), error: to("error") };
}
