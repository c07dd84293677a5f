import createDebug from "debug";
import type { IpcMain, IpcMainEvent, MessagePortMain, WebContents, WebFrameMain } from "electron";
import type { ServedPort } from "../../src/host/index.ts";
import {
  allowsAnything,
  isAccessRules,
  refusePort,
  type AccessRules,
  type ReplicationSource,
} from "../../src/ipc/server/index.ts";
import { StreamError } from "../../src/protocol/index.ts";
import type { Logger, StreamStoreApi } from "../../src/store/index.ts";
import { fromMessagePortMain } from "./message-port-main.ts";
import { portHostOf } from "./port-host.ts";

const debug = createDebug("electron-durable-streams:main");

/** The frame that asks for a connection. */
export interface StreamsSender {
  readonly url: string;
  /** `"null"` for a sandboxed frame, `"file://"` for a page from disk. */
  readonly origin: string;
  readonly frame: WebFrameMain;
  readonly webContents: WebContents;
}

export interface FramePortsOptions {
  /** `ipcMain`, or the `ipc` of one `webContents`. */
  readonly ipc: Pick<IpcMain, "on" | "off">;
  readonly channel: string;
  /** Asked once for each connection; what it throws counts as `"none"`. */
  readonly authorize: (sender: StreamsSender) => AccessRules;
  readonly logger: Logger;
  /** Serve the inspection on these ports, too; see `PortServerOptions`. */
  readonly inspection?: boolean;
  readonly replications?: readonly ReplicationSource[] | undefined;
}

/**
 * Serves the ports that frames hand over, one a frame: a frame's next port takes the place of the one
 * before. Returns a function that stops it and closes all its ports.
 */
export function serveFramePorts(store: StreamStoreApi, options: FramePortsOptions): () => void {
  const { ipc, channel, inspection = false } = options;
  const host = portHostOf(store, options.replications);
  const live = new Map<string, ServedPort>();

  const onConnect = (event: IpcMainEvent): void => {
    const [received, ...others] = event.ports;
    for (const other of others) other.close();
    if (received) connect(event, received);
  };

  const connect = (event: IpcMainEvent, received: MessagePortMain): void => {
    const access = accessOf(event, options);
    debug("%s asks to connect: access %o", event.senderFrame?.url ?? "a frame that is gone", access);
    if (!allowsAnything(access)) {
      const error = new StreamError("FORBIDDEN", "this page may not use the store");
      return refusePort(fromMessagePortMain(received), error);
    }
    const frame = `${event.processId}:${event.frameId}`;
    live.get(frame)?.refuse(new StreamError("DISCONNECTED", "the page has opened another connection"));
    const served = host.serve(received, { access, inspection, label: labelOf(event) });
    live.set(frame, served);
    served.onClose(() => {
      if (live.get(frame) === served) live.delete(frame);
    });
  };

  ipc.on(channel, onConnect);
  return () => {
    ipc.off(channel, onConnect);
    for (const served of [...live.values()]) served.close();
  };
}

/** What an inspector shows of the frame that holds a port. */
function labelOf({ sender, frameId }: IpcMainEvent): string {
  // `authorize` may have closed the window.
  if (sender.isDestroyed()) return "a window that is gone";
  const isFrame = sender.mainFrame.routingId !== frameId;
  return `${sender.getTitle()} (window ${sender.id}${isFrame ? `, frame ${frameId}` : ""})`;
}

function accessOf(event: IpcMainEvent, { authorize, logger }: FramePortsOptions): AccessRules {
  try {
    const frame = event.senderFrame;
    // The frame has navigated or is gone: whoever sent this can no longer be told.
    if (!frame) return "none";
    const { url, origin } = frame;
    const access: unknown = authorize({ url, origin, frame, webContents: event.sender });
    if (access instanceof Promise)
      throw new StreamError("BAD_REQUEST", "authorize must answer at once, without a promise");
    if (!isAccessRules(access)) throw new StreamError("BAD_REQUEST", "authorize must return access rules");
    if (!allowsAnything(access))
      logger.warn(
        `electron-durable-streams: refused ${url} (origin ${origin}); exposeStreams(store, { authorize }) decides`,
      );
    return access;
  } catch (error) {
    logger.error("electron-durable-streams: authorize failed, so the page is refused", error);
    return "none";
  }
}
