import type { Port } from "../../protocol/ipc/messages.ts";
import { Watchdog } from "../../waiting/watchdog.ts";
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
 * How long the inspector's host and its page wait for a sign of life, in milliseconds. After sleep, or when a tunnel breaks,
 * a connection may be dead without an event.
 */
export const inspectorSilenceMs = 45_000;

interface WebSocketPortOptions {
  /** Close the port after receiving no frame for so long, in milliseconds. By default it may be silent forever. */
  readonly silenceTimeoutMs?: number;
}

/**
 * A port over a WebSocket, which may still be connecting: messages wait until it is open. A frame that cannot be
 * decoded arrives as `undefined`, so that the server can refuse it as malformed.
 */
export function fromWebSocket(
  socket: SocketLike,
  { silenceTimeoutMs = Infinity }: WebSocketPortOptions = {},
): Port {
  let waiting: Uint8Array<ArrayBuffer>[] = [];
  const gone = Promise.withResolvers<void>();
  if (socket.readyState === closed) gone.resolve();
  const watchdog = new Watchdog(silenceTimeoutMs, () => {
    // A dead connection answers no closing handshake, so its close event would come late.
    gone.resolve();
    socket.close();
  });
  socket.binaryType = "arraybuffer";
  socket.addEventListener("open", () => {
    for (const frame of waiting) socket.send(frame);
    waiting = [];
  });
  socket.addEventListener("message", () => watchdog.alive());
  socket.addEventListener("close", () => {
    watchdog.stop();
    gone.resolve();
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
    onClose: (listener) => void gone.promise.then(listener),
    close() {
      watchdog.stop();
      socket.close();
    },
  };
}
