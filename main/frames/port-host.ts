import type { MessagePortMain } from "electron";
import { HostedStreamStore, type PortHost, type ServedPort } from "../../src/host/index.ts";
import {
  refusePort,
  servePort,
  type PortServerOptions,
  type ReplicationSource,
} from "../../src/ipc/server/index.ts";
import { StreamError } from "../../src/protocol/index.ts";
import type { StreamStore, StreamStoreApi } from "../../src/store/index.ts";
import { loadPortHandler } from "./load-port-handler.ts";
import { fromMessagePortMain } from "./message-port-main.ts";

/**
 * Returns what serves the ports of windows: the process of a hosted store, or this one.
 *
 * @throws StreamError `BAD_REQUEST` for replications of a hosted store, whose process does not know them
 */
export function portHostOf(
  store: StreamStoreApi,
  replications: readonly ReplicationSource[] = [],
): PortHost<MessagePortMain> {
  if (!(store instanceof HostedStreamStore))
    return {
      serve: (port, rights) =>
        serveHere(store as StreamStore, port, { ...rights, loadHandler: loadPortHandler, replications }),
    };
  if (replications.length > 0)
    throw new StreamError(
      "BAD_REQUEST",
      "windows of a hosted store cannot see its replications: leave out the option replications",
    );
  return store.ports;
}

function serveHere(store: StreamStore, received: MessagePortMain, rights: PortServerOptions): ServedPort {
  const port = fromMessagePortMain(received);
  let closed = (): void => {};
  const server = servePort(store, port, { ...rights, onClose: () => closed() });
  return {
    refuse: (error) => refusePort(port, error),
    close: () => server.close(),
    onClose: (listener) => (closed = listener),
  };
}
