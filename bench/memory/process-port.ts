import type { Port } from "../../src/protocol/ipc/messages.ts";

/** The methods that both ends of a forked process have. */
export interface ProcessEnd {
  send?(message: object): boolean;
  on(event: "message", listener: (message: unknown) => void): unknown;
  on(event: "disconnect", listener: () => void): unknown;
  disconnect?(): void;
}

interface Envelope {
  readonly port: unknown;
}

/** A port between two processes of Node, for a `fork` with `serialization: "advanced"`. */
export function fromProcess(process: ProcessEnd): Port {
  return {
    post: (value) => void process.send?.({ port: value } satisfies Envelope),
    onMessage(listener) {
      process.on("message", (message) => {
        if (typeof message === "object" && message !== null && "port" in message) listener(message.port);
      });
    },
    onClose: (listener) => void process.on("disconnect", listener),
    close: () => process.disconnect?.(),
  };
}
