import type { MessagePortMain } from "electron";
import type { Port } from "../../src/protocol/index.ts";

/**
 * Electron's port in the main process. Its `close` event comes once: for a closed port (also one closed
 * here), and for a page that was reloaded, left, closed or crashed.
 *
 * Nothing is ever transferred: an `ArrayBuffer` transferred to the main process arrives as null
 * (electron#34905). What cannot be decoded here arrives as null, too.
 */
export function fromMessagePortMain(port: MessagePortMain): Port {
  return {
    post: (value) => port.postMessage(value),
    onMessage(listener) {
      port.on("message", (event) => listener(event.data));
      port.start();
    },
    onClose(listener) {
      port.once("close", listener);
    },
    close: () => port.close(),
  };
}
