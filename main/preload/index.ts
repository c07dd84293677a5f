import { ipcRenderer } from "electron";
import { connectMessageType, defaultChannel, preloadMessageType } from "../../src/protocol/index.ts";

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
  warnOfOpenDoors();
  window.addEventListener("message", (event) => {
    // Any frame may post to any window: a port of another frame would borrow this page's rights.
    if (event.source !== window || !isConnect(event.data)) return;
    const [port] = event.ports;
    if (!port) return;
    ipcRenderer.postMessage(channel, null, [port]);
    // A page that gets no answer then knows where it is missing.
    window.postMessage({ type: preloadMessageType }, "*");
  });
}

/** In the console of the page, where its developer looks. */
function warnOfOpenDoors(): void {
  if (!process.contextIsolated)
    console.warn(
      "electron-durable-streams: this window runs without context isolation, so its page can reach what its preload can; leave webPreferences.contextIsolation on",
    );
  if (!process.sandboxed)
    console.warn(
      "electron-durable-streams: this window is not sandboxed; leave webPreferences.sandbox on, and bundle the preload as CommonJS",
    );
}

function isConnect(data: unknown): boolean {
  return (
    typeof data === "object" && data !== null && (data as { type?: unknown }).type === connectMessageType
  );
}
