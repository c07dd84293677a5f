import type { IpcMain, IpcMainEvent, MessagePortMain, WebContents, WebFrameMain } from "electron";
import { allowsAnything, isAccessRules, type AccessRules } from "../src/ipc/access.ts";
import type { ReplicationSource } from "../src/ipc/replication-source.ts";
import { servePort, type PortServer } from "../src/ipc/server.ts";
import type { Port, ServerMessage } from "../src/protocol/ipc.ts";
import { StreamError } from "../src/protocol/errors.ts";
import type { Logger, StreamStore } from "../src/store/index.ts";
import { fromMessagePortMain } from "./message-port-main.ts";

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
  readonly replications?: readonly ReplicationSource[] | undefined;
}

/**
 * Serves the ports that frames hand over, one a frame: a frame's next port takes the place of the one
 * before. Returns a function that stops it and closes all its ports.
 */
export function serveFramePorts(store: StreamStore, options: FramePortsOptions): () => void {
  const { ipc, channel } = options;
  const live = new Map<string, { port: Port; server: PortServer }>();

  const onConnect = (event: IpcMainEvent): void => {
    const [received, ...others] = event.ports;
    for (const other of others) other.close();
    if (received) connect(event, received);
  };

  const connect = (event: IpcMainEvent, received: MessagePortMain): void => {
    const port = fromMessagePortMain(received);
    const access = accessOf(event, options);
    if (!allowsAnything(access))
      return refuse(port, new StreamError("FORBIDDEN", "this page may not use the store"));

    const frame = `${event.processId}:${event.frameId}`;
    const earlier = live.get(frame);
    if (earlier)
      refuse(earlier.port, new StreamError("DISCONNECTED", "the page has opened another connection"));
    const current = { port, server: servePort(store, port, { access, replications: options.replications }) };
    live.set(frame, current);
    received.once("close", () => {
      if (live.get(frame) === current) live.delete(frame);
    });
  };

  ipc.on(channel, onConnect);
  return () => {
    ipc.off(channel, onConnect);
    for (const { server } of live.values()) server.close();
  };
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
    if (!allowsAnything(access)) logger.warn(`electron-durable-streams: refused a page of ${origin}`);
    return access;
  } catch (error) {
    logger.error("electron-durable-streams: authorize failed, so the page is refused", error);
    return "none";
  }
}

function refuse(port: Port, error: StreamError): void {
  const refused: ServerMessage = { kind: "refused", error: error.toWire() };
  port.post([refused]);
  port.close();
}
