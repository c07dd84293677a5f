import type { IpcMain, IpcMainEvent, MessagePortMain } from "electron";
import { createDebug } from "../../src/debug/index.ts";
import type { ServedPort } from "../../src/host/index.ts";
import { allowsAnything, refusePort, type ReplicationSource } from "../../src/ipc/server/index.ts";
import { StreamError } from "../../src/protocol/index.ts";
import type { StreamStoreApi } from "../../src/store/index.ts";
import { accessOfFrame, type FrameAccessOptions } from "./frame-access.ts";
import { fromMessagePortMain } from "./message-port-main.ts";
import { portHostOf } from "./port-host.ts";

const debug = createDebug("electron-durable-streams:main");

/** `authorize` is called once for each connection. */
export interface FramePortsOptions extends FrameAccessOptions {
  /** `ipcMain`, or the `ipc` of one `webContents`. */
  readonly ipc: Pick<IpcMain, "on" | "off">;
  readonly channel: string;
  /** Serve the inspection on these ports, too; see `PortServerOptions`. */
  readonly inspection?: boolean;
  readonly replications?: readonly ReplicationSource[] | undefined;
}

/**
 * Serves the ports that frames hand over, one per frame: a new port replaces the frame's previous one.
 * Returns a function that stops serving and closes all of them.
 */
export function serveFramePorts(store: StreamStoreApi, options: FramePortsOptions): () => void {
  const { ipc, channel, inspection = false } = options;
  const host = portHostOf(store, options.replications);
  const open = new Map<string, ServedPort>();

  const onConnect = (event: IpcMainEvent): void => {
    const [received, ...others] = event.ports;
    for (const other of others) other.close();
    if (received) connect(event, received);
  };

  const connect = (event: IpcMainEvent, received: MessagePortMain): void => {
    const access = accessOfFrame(event.senderFrame, event.sender, options);
    debug("%s asks to connect: access %o", event.senderFrame?.url ?? "a frame that is gone", access);
    if (!allowsAnything(access)) {
      const error = new StreamError("FORBIDDEN", `this page may not use the store${hintFor(event, options)}`);
      return refusePort(fromMessagePortMain(received), error);
    }
    const frame = `${event.processId}:${event.frameId}`;
    open.get(frame)?.refuse(new StreamError("DISCONNECTED", "the page has opened another connection"));
    const served = host.serve(received, { access, inspection, label: labelOf(event) });
    open.set(frame, served);
    served.onClose(() => {
      if (open.get(frame) === served) open.delete(frame);
    });
  };

  ipc.on(channel, onConnect);
  return () => {
    ipc.off(channel, onConnect);
    for (const served of [...open.values()]) served.close();
  };
}

/** Tells the developer, who looks at the page's console first, what the main process can do about it. */
function hintFor({ senderFrame }: IpcMainEvent, { refusalHint }: FramePortsOptions): string {
  return senderFrame ? `: ${refusalHint(senderFrame)}` : "";
}

/** How an inspector names the frame that holds a port. */
function labelOf({ sender, frameId }: IpcMainEvent): string {
  // `authorize` may have closed the window.
  if (sender.isDestroyed()) return "a window that is gone";
  const isFrame = sender.mainFrame.routingId !== frameId;
  return `${sender.getTitle()} (window ${sender.id}${isFrame ? `, frame ${frameId}` : ""})`;
}
