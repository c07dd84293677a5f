import { connectStreams } from "../../../renderer/client/index.ts";
import { fromMessagePort } from "../../../src/ipc/ports/message-port.ts";
import { barePort } from "../bare-message-port.ts";
import { IpcWindow } from "../window.ts";
import { bareChannel, otherChannel } from "./channels.ts";

declare global {
  interface Window {
    /** Set when the page is connected. */
    ipcWindow: IpcWindow | undefined;
  }
}

const streams = await connectStreams();
const other = await connectStreams({ connect: async () => fromMessagePort(portTo(otherChannel)) });
window.ipcWindow = new IpcWindow(streams, other, barePort(portTo(bareChannel)));

/** The preload forwards the other end to the main process. */
function portTo(channel: string): MessagePort {
  const { port1, port2 } = new MessageChannel();
  window.postMessage(channel, "*", [port2]);
  return port1;
}
