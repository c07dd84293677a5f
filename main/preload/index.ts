import { ipcRenderer } from "electron";
import {
  connectMessageType,
  defaultChannel,
  preloadMessageType,
  type HandedOver,
} from "../../src/protocol/index.ts";

export interface ExposeStreamsPortOptions {
  /** The channel passed to `exposeStreams`, if any. */
  readonly channel?: string;
}

let exposed: string | undefined;

/** Lets the page of this window connect to the store. Call it once, in a preload script. It adds no globals. */
export function exposeStreamsPort({ channel = defaultChannel }: ExposeStreamsPortOptions = {}): void {
  if (isExposed(channel)) return;
  warnOfWeakIsolation();
  window.addEventListener("message", (event) => {
    // Any frame can post to any window, and a port from another frame would get this page's rights.
    if (event.source !== window || !isConnect(event.data)) return;
    const [port] = event.ports;
    if (!port) return;
    ipcRenderer.postMessage(channel, null, [port]);
    // Without a response, the page then knows that the preload is not to blame.
    window.postMessage({ type: preloadMessageType, channel } satisfies HandedOver, "*");
  });
}

/** A page connects to one store: a second listener could not forward the same port again. */
function isExposed(channel: string): boolean {
  if (exposed === undefined) {
    exposed = channel;
    return false;
  }
  if (exposed !== channel)
    console.error(
      `electron-durable-streams: this preload called exposeStreamsPort for channel ${JSON.stringify(exposed)} before, so channel ${JSON.stringify(channel)} is ignored; a window connects to one store`,
    );
  return true;
}

/** Warns in the page's console, where its developer sees it. */
function warnOfWeakIsolation(): void {
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
