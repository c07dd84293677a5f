import { fromMessagePort } from "../../src/ipc/ports/message-port.ts";
import { fromWebSocket } from "../../src/ipc/ports/web-socket-port.ts";
import { connectMessageType } from "../../src/protocol/ipc/handover.ts";

/** Stands in for a window's preload: forwards the page's port to a WebSocket instead of the main process. */
window.addEventListener("message", ({ data, ports }: MessageEvent) => {
  if ((data as { type?: unknown } | null)?.type !== connectMessageType) return;
  const page = fromMessagePort(ports[0]!);
  const store = fromWebSocket(new WebSocket(location.href.replace("http", "ws")));
  page.onMessage((value) => store.post(value));
  store.onMessage((value) => page.post(value));
  page.onClose(() => store.close());
  store.onClose(() => page.close());
});
