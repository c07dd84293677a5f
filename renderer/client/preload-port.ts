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

  /** Where it is not answered: what is missing. */
  get problem(): string {
    return this.#isHandedOver
      ? "the preload has passed it on, and nobody listens: is exposeStreams(store) called in the main process, on the same channel?"
      : "no preload has passed it on: call exposeStreamsPort() in a preload, bundle it as CommonJS, and name its file in this window's webPreferences.preload";
  }

  /** Hands one end of a new channel to the preload, which passes it on to the main process. */
  readonly connect = async (): Promise<Port> => {
    const { port1, port2 } = new MessageChannel();
    // To this very window; a file: page has no origin that could be named.
    window.postMessage({ type: connectMessageType }, "*", [port2]);
    return fromMessagePort(port1);
  };
}
