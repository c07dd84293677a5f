import { fromMessagePort } from "../../src/ipc/ports/message-port.ts";
import {
  connectMessageType,
  defaultChannel,
  preloadMessageType,
  type HandedOver,
} from "../../src/protocol/ipc/handover.ts";
import type { Port } from "../../src/protocol/ipc/messages.ts";

/** Gets ports through the window's preload. */
export class PreloadPorts {
  /** The channel on which the preload has forwarded a port. */
  #channel: string | undefined;

  constructor() {
    window.addEventListener("message", ({ source, data }: MessageEvent<Partial<HandedOver> | null>) => {
      if (source === window && data?.type === preloadMessageType)
        this.#channel = data.channel ?? defaultChannel;
    });
  }

  /** Explains a connection request without a response: which part of the setup is missing. */
  get problem(): string {
    if (this.#channel === undefined)
      return "no preload forwarded the connection request: call exposeStreamsPort() in a preload, bundle it as CommonJS, and set this window's webPreferences.preload to its file";
    const channel = JSON.stringify(this.#channel);
    const option = this.#channel === defaultChannel ? "" : `, { channel: ${channel} }`;
    return `the preload forwarded the connection request on channel ${channel}, but the main process did not respond: call exposeStreams(store${option}) there; exposeStreamsPort and exposeStreams need the same channel`;
  }

  /** Hands one end of a new channel to the preload, which forwards it to the main process. */
  readonly connect = async (): Promise<Port> => {
    const { port1, port2 } = new MessageChannel();
    // Goes to this window only. The target origin is "*" because a file: page has no origin to name.
    window.postMessage({ type: connectMessageType }, "*", [port2]);
    return fromMessagePort(port1);
  };
}
