import type { Port } from "../../protocol/ipc/messages.ts";
import { decodeFrame, encodeFrame } from "./web-socket-codec.ts";

/** The common interface of a browser's `WebSocket` and that of `ws`. */
export interface SocketLike {
  binaryType: string;
  readonly readyState: number;
  send(data: Uint8Array<ArrayBuffer>): void;
  close(): void;
  addEventListener(type: "open" | "close" | "error", listener: () => void): void;
  addEventListener(type: "message", listener: (event: { data: unknown }) => void): void;
}

const connecting = 0;
const closed = 3;

/**
 * A port over a WebSocket, which may still be connecting: messages wait until it is open. A frame that cannot be
 * decoded arrives as `undefined`, so that the server can refuse it as malformed.
 */
export function fromWebSocket(socket: SocketLike): Port {
  let waiting: Uint8Array<ArrayBuffer>[] = [];
  socket.binaryType = "arraybuffer";
  socket.addEventListener("open", () => {
    for (const frame of waiting) socket.send(frame);
    waiting = [];
  });
  // `ws` throws without an error listener; the close event that follows is enough.
  socket.addEventListener("error", () => undefined);

  return {
    post(value) {
      const frame = encodeFrame(value);
      if (socket.readyState === connecting) waiting.push(frame);
      else socket.send(frame);
    },
    onMessage: (listener) => socket.addEventListener("message", ({ data }) => listener(decodeFrame(data))),
    onClose(listener) {
      if (socket.readyState === closed) queueMicrotask(listener);
      else socket.addEventListener("close", () => listener());
    },
    close: () => socket.close(),
  };
}
