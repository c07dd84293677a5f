import { fromMessagePort } from "../../src/ipc/ports/message-port.ts";
import { connectMessageType, preloadMessageType } from "../../src/protocol/ipc/handover.ts";
import type { Port } from "../../src/protocol/ipc/messages.ts";

/** Gets ports through the window's preload. */
export class PreloadPorts {
  #isHandedOver = false;

  constructor() {
    window.addEventListener("message", ({ source, data }: MessageEvent<{ type?: unknown } | null>) => {
      if (source === window && data?.type === preloadMessageType) this.#isHandedOver = true;
    });
  }

  /** Explains a connection request without a response: which part of the setup is missing. */
  get problem(): string {
    return this.#isHandedOver
      ? "the preload forwarded the connection request, but the main process did not respond: call exposeStreams(store) there, on the same channel"
      : "no preload forwarded the connection request: call exposeStreamsPort() in a preload, bundle it as CommonJS, and set this window's webPreferences.preload to its file";
  }

  /** Hands one end of a new channel to the preload, which forwards it to the main process. */
  readonly connect = async (): Promise<Port> => {
    const { port1, port2 } = new MessageChannel();
    // Goes to this window only. The target origin is "*" because a file: page has no origin to name.
    window.postMessage({ type: connectMessageType }, "*", [port2]);
    return fromMessagePort(port1);
  };
}
