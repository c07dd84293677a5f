import { jsonType } from "../../http/json-messages.ts";
import { createStream } from "../../http/requests.ts";
import { httpSides, rowId, serverTitles, type ServerPeer } from "../../http/sides.ts";
import type { Row } from "../../row.ts";

const readers = 100;

export function httpSse(peer: ServerPeer, goal: number): Row {
  return {
    id: rowId("http-sse", peer),
    what: "appends delivered to 100 SSE readers, 16 appends in flight, loopback",
    anchorName: serverTitles[peer],
    goal,
    unit: "deliveries/s",
    async prepare(scale) {
      // The reference server takes half a second or more per append: it flushes for each reader that it wakes.
      const count = scale.of(peer === "reference" ? 20 : 500, 3);
      const sides = await httpSides(scale, peer, (root, client) => {
        let round = 0;
        let url = "";
        return {
          async before() {
            url = `${root}round-${++round}`;
            await createStream(url, jsonType);
          },
          run: () => client.run("followWithReaders", url, readers, count),
          // The client checks the messages.
          check() {},
        };
      });
      return typeof sides === "string" ? sides : { amount: count * readers, ...sides };
    },
  };
}
