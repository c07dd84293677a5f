/** The entry of the utility process of a hosted store. */
import { serveHost } from "../src/host/index.ts";
import { loadPortHandler } from "./frames/load-port-handler.ts";
import { fromMessagePortMain } from "./frames/message-port-main.ts";

const { parentPort } = process;

serveHost(
  {
    post: (message) => parentPort.postMessage(message),
    onMessage: (listener) =>
      parentPort.on("message", ({ data, ports: [port] }) =>
        listener(data, port && fromMessagePortMain(port)),
      ),
  },
  { loadHandler: loadPortHandler },
);
