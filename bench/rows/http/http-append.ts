import type { Load } from "../../http/append-load.ts";
import type { ClientProcess } from "../../http/client-process.ts";
import { createStream, readStream } from "../../http/requests.ts";
import { httpSides, rowId, serverTitles, type ServerPeer } from "../../http/sides.ts";
import { messageText } from "../../sides/messages.ts";
import type { Row, Side } from "../../row.ts";

const contentType = "application/octet-stream";
const connections = 64;
const message = messageText(0);

export function httpAppend(peer: ServerPeer, goal: number): Row {
  return {
    id: rowId("http-append", peer),
    what: "64 appends in flight over HTTP, loopback, FULL",
    anchorName: serverTitles[peer],
    goal,
    unit: "messages/s",
    limit:
      "nine tenths of the server's time are flushes, system calls, node:http and the store; a handler of five lines over the same store is 6 % faster",
    async prepare(scale) {
      const ms = scale.of(3000, 250);
      const sides = await httpSides(scale, peer, (root, client) => side(root, client, ms));
      return typeof sides === "string" ? sides : { amount: 1, ...sides };
    },
  };
}

function side(root: string, client: ClientProcess, ms: number): Side {
  let url = "";
  let load: Load;
  let round = 0;
  return {
    async before() {
      url = `${root}round-${++round}`;
      await createStream(url, contentType);
    },
    async run() {
      load = await client.run("appendLoad", url, { contentType, message, connections, ms });
      return load.elapsedMs / load.acknowledged;
    },
    async check() {
      const bytes = Buffer.concat(await readStream(url));
      const found = bytes.length / message.length;
      // Appends in flight at the end may be stored without having been acknowledged.
      if (found < load.acknowledged || found > load.acknowledged + connections) {
        throw new Error(`${load.acknowledged} appends were acknowledged, ${found} are stored`);
      }
      if (bytes.toString() !== message.repeat(found))
        throw new Error("the stored messages differ from the appended ones");
    },
  };
}
