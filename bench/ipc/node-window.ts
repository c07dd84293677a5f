/** The thread that acts as the window. */
import { parentPort, workerData } from "node:worker_threads";
import { Streams } from "../../renderer/client/streams.ts";
import { StreamsClient } from "../../src/ipc/client/client.ts";
import { fromMessagePort } from "../../src/ipc/ports/message-port.ts";
import { barePort } from "./bare-message-port.ts";
import { IpcWindow } from "./window.ts";

const connectTimeoutMs = 5000;

const [first, second, bare] = workerData as [MessagePort, MessagePort, MessagePort];
const window = new IpcWindow(await connect(first), await connect(second), barePort(bare));
parentPort!.on("message", ({ name, args }: { name: keyof IpcWindow; args: unknown[] }) => {
  void (window[name] as (...args: unknown[]) => Promise<unknown>)(...args).then((result) =>
    parentPort!.postMessage(result),
  );
});

async function connect(port: MessagePort): Promise<Streams> {
  const client = new StreamsClient(async () => fromMessagePort(port));
  await client.connected(connectTimeoutMs);
  return new Streams(client);
}
