// A "window" in a thread: a client on a real port, as in a page.
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
// There is only one port: a window that loses it cannot reconnect.
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
// Keeps the messages as long as the thread lives, as a page keeps what it shows.
ready.on("message", () => ready.postMessage(received.map(({ length }) => length)));
