// A "window" in a thread: the client over a real port, as a page has it.
import { workerData, type MessagePort as NodePort } from "node:worker_threads";
import { Streams } from "../../../renderer/client/streams.ts";
import { StreamsClient } from "../../../src/ipc/client/client.ts";
import { fromMessagePort } from "../../../src/ipc/ports/message-port.ts";

const { ready, port, paths, list } = workerData as {
  ready: NodePort;
  port: MessagePort;
  paths: string[];
  list: boolean;
};
// One port: who loses it is gone.
const client = new StreamsClient(async () => fromMessagePort(port));
await client.connected(20_000);
const streams = new Streams(client);
const received = paths.map((path) => {
  const messages: unknown[] = [];
  streams.messages$(path).subscribe((message) => {
    messages.push(message);
    if (messages.length === 1 && path === paths[0]) ready.postMessage("ready");
  });
  return messages;
});
streams.info$(paths[0]!).subscribe();
if (list) streams.list$().subscribe();
// Held as long as the thread is there, as a page holds what it shows.
ready.on("message", () => ready.postMessage(received.map(({ length }) => length)));
