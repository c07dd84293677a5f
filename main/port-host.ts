import type { MessagePortMain } from "electron";
import { HostedStreamStore, type PortHost, type ServedPort } from "../src/host/index.ts";
import { refusePort } from "../src/ipc/refuse-port.ts";
import { servePort, type PortRights } from "../src/ipc/server.ts";
import type { StreamStore, StreamStoreApi } from "../src/store/index.ts";
import { fromMessagePortMain } from "./message-port-main.ts";

/** What serves the ports of windows: the process of a hosted store, or this one. */
export function portHostOf(store: StreamStoreApi): PortHost<MessagePortMain> {
  if (store instanceof HostedStreamStore) return store.ports;
  return { serve: (port, rights) => serveHere(store as StreamStore, port, rights) };
}

function serveHere(store: StreamStore, received: MessagePortMain, rights: PortRights): ServedPort {
  const port = fromMessagePortMain(received);
  let closed = (): void => {};
  const server = servePort(store, port, { ...rights, onClose: () => closed() });
  return {
    refuse: (error) => refusePort(port, error),
    close: () => server.close(),
    onClose: (listener) => (closed = listener),
  };
}
