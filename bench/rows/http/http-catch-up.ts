import { startClient } from "../../http/client-process.ts";
import { jsonMessage, jsonType } from "../../http/json-messages.ts";
import { createStream, post } from "../../http/requests.ts";
import { httpSides, referenceServer } from "../../http/sides.ts";
import type { Row } from "../../row.ts";

const batch = 10_000;

export const httpCatchUp: Row = {
  id: "http-catch-up",
  what: "1,000,000 small JSON messages over HTTP, loopback",
  anchorName: referenceServer,
  goal: 4,
  unit: "messages/s",
  limit:
    "Node's client takes most of the time; of the server's, SQLite joining the messages takes 60 %, writing them 30 %",
  async prepare(scale) {
    const count = scale.of(1_000_000);
    const client = startClient();
    const { close, ...sides } = await httpSides(scale, async (root) => {
      const url = `${root}catch-up`;
      await fill(url, count);
      // The client checks the messages.
      return { run: () => client.run("catchUp", url, count), check() {} };
    });
    return {
      amount: count,
      ...sides,
      async close() {
        client.close();
        await close?.();
      },
    };
  },
};

async function fill(url: string, count: number): Promise<void> {
  await createStream(url, jsonType);
  for (let from = 0; from < count; from += batch) {
    const messages = Array.from({ length: Math.min(batch, count - from) }, (_, i) => jsonMessage(from + i));
    await post(url, jsonType, `[${messages.join()}]`);
  }
}
