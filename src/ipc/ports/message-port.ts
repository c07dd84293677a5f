import type { Port } from "../../protocol/ipc/messages.ts";

/** A port over a `MessagePort`: a window's, or Node's, which look alike. */
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
