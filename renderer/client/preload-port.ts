import { fromMessagePort } from "../../src/ipc/ports/message-port.ts";
import { connectMessageType } from "../../src/protocol/handover.ts";
import type { Port } from "../../src/protocol/ipc.ts";

/** Hands one end of a new channel to the preload, which passes it on to the main process. */
export async function connectThroughPreload(): Promise<Port> {
  const { port1, port2 } = new MessageChannel();
  // To this very window; a file: page has no origin that could be named.
  window.postMessage({ type: connectMessageType }, "*", [port2]);
  return fromMessagePort(port1);
}
