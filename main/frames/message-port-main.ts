import type { MessagePortMain } from "electron";
import type { Port } from "../../src/protocol/index.ts";

/**
 * A port over Electron's `MessagePortMain`. Its `close` event comes once: when either end closes the port, and when
 * the page reloads, navigates, closes or crashes.
 *
 * Nothing is ever transferred: an `ArrayBuffer` transferred to the main process arrives as null (electron#34905).
 * Values that cannot be decoded here arrive as null, too.
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
