import type { BarePort } from "./anchor-messages.ts";

/** Adapts a `MessagePort` of a page or of Node. */
export function barePort(port: MessagePort): BarePort {
  return {
    post: (value) => port.postMessage(value),
    onMessage(listener) {
      port.addEventListener("message", ({ data }: MessageEvent) => listener(data));
      port.start();
    },
  };
}
