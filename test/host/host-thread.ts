/** The entry of a thread that serves a hosted store, and blocks on request, as a process that hangs. */
import { parentPort, type MessagePort as ThreadPort } from "node:worker_threads";
import { serveHost, type ParentMessage } from "../../src/host/index.ts";
import { fromMessagePort } from "../../src/ipc/ports/message-port.ts";

export type ThreadMessage =
  | { readonly message: ParentMessage; readonly port?: ThreadPort | undefined }
  | { readonly block: Int32Array };

serveHost({
  post: (message) => parentPort!.postMessage(message),
  onMessage(listener) {
    parentPort!.on("message", (given: ThreadMessage) => {
      if ("block" in given) {
        Atomics.store(given.block, 0, 1);
        Atomics.notify(given.block, 0);
        Atomics.wait(given.block, 1, 0);
      } else listener(given.message, given.port && fromMessagePort(given.port as unknown as MessagePort));
    });
  },
});
