import type { Port } from "../../protocol/ipc/messages.ts";

/** A port over a `MessagePort` of a window or of Node, which have the same interface. */
export function fromMessagePort(port: MessagePort): Port {
  return {
    post: (value) => port.postMessage(value),
    onMessage(listener) {
      port.addEventListener("message", (event: MessageEvent) => listener(event.data));
      port.start();
    },
    onClose(listener) {
      port.addEventListener("close", () => listener(), { once: true });
    },
    close: () => port.close(),
  };
}
