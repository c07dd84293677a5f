/** A port to the store without the client, for messages that a client would never send. */
export interface RawPort {
  readonly port: MessagePort;
  /** All received messages, out of their batches. */
  readonly answers: unknown[];
  isClosed(): boolean;
}

export function openRawPort(target: Window = window): RawPort {
  const { port1, port2 } = new MessageChannel();
  const answers: unknown[] = [];
  let closed = false;
  port1.addEventListener("message", (event) => answers.push(...(event.data as unknown[])));
  port1.addEventListener("close", () => (closed = true));
  port1.start();
  target.postMessage({ type: "electron-durable-streams:connect" }, "*", [port2]);
  return { port: port1, answers, isClosed: () => closed };
}
