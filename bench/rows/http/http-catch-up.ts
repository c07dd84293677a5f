import { jsonMessage, jsonType } from "../../http/json-messages.ts";
import { createStream, post } from "../../http/requests.ts";
import { httpSides, rowId, serverTitles, type ServerPeer } from "../../http/sides.ts";
import type { Row } from "../../row.ts";

const batch = 10_000;

export function httpCatchUp(peer: ServerPeer, goal: number): Row {
  return {
    id: rowId("http-catch-up", peer),
    what: "1,000,000 small JSON messages over HTTP, loopback",
    anchorName: serverTitles[peer],
    goal,
    unit: "messages/s",
    limit:
      "Node's client takes most of the time; of the server's, SQLite joining the messages takes 60 %, writing them 30 %",
    async prepare(scale) {
      const count = scale.of(1_000_000);
      const sides = await httpSides(scale, peer, async (root, client) => {
        const url = `${root}catch-up`;
        await fill(url, count);
        // The client checks the messages.
        return { run: () => client.run("catchUp", url, count), check() {} };
      });
      return typeof sides === "string" ? sides : { amount: count, ...sides };
    },
  };
}

async function fill(url: string, count: number): Promise<void> {
  await createStream(url, jsonType);
  for (let from = 0; from < count; from += batch) {
    const messages = Array.from({ length: Math.min(batch, count - from) }, (_, i) => jsonMessage(from + i));
    await post(url, jsonType, `[${messages.join()}]`);
  }
}
