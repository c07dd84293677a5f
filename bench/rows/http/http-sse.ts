import { startClient } from "../../http/client-process.ts";
import { jsonType } from "../../http/json-messages.ts";
import { createStream } from "../../http/requests.ts";
import { httpSides, referenceServer } from "../../http/sides.ts";
import type { Row } from "../../row.ts";

const readers = 100;

export const httpSse: Row = {
  id: "http-sse",
  what: "appends delivered to 100 SSE readers, 16 appends in flight, loopback",
  anchorName: referenceServer,
  goal: 3,
  unit: "deliveries/s",
  async prepare(scale) {
    // The reference server takes half a second or more per append: it flushes for each reader that it wakes.
    const count = scale.of(20, 3);
    const client = startClient();
    const { close, ...sides } = await httpSides(scale, (root) => {
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
    return {
      amount: count * readers,
      ...sides,
      async close() {
        client.close();
        await close?.();
      },
    };
  },
};
