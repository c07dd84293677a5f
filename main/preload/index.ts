import { ipcRenderer } from "electron";
import { connectMessageType, defaultChannel } from "../../src/protocol/handover.ts";

export interface ExposeStreamsPortOptions {
  /** The channel that was given to `exposeStreams`, if it was given one. */
  readonly channel?: string;
}

/**
 * Lets the page of this window connect to the store. Call it once, in a preload script; it adds no globals.
 *
 * @param options for windows with a store of their own
 */
export function exposeStreamsPort({ channel = defaultChannel }: ExposeStreamsPortOptions = {}): void {
  window.addEventListener("message", (event) => {
    // Any frame may post to any window: a port of another frame would borrow this page's rights.
    if (event.source !== window || !isConnect(event.data)) return;
    const [port] = event.ports;
    if (port) ipcRenderer.postMessage(channel, null, [port]);
  });
}

function isConnect(data: unknown): boolean {
  return (
    typeof data === "object" && data !== null && (data as { type?: unknown }).type === connectMessageType
  );
}
