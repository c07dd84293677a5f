import { loadWithAppends, type Load } from "../http/autocannon.ts";
import { createStream, readStream } from "../http/requests.ts";
import { httpSides, referenceServer } from "../http/sides.ts";
import { messageText } from "../messages.ts";
import type { Row, Side } from "../row.ts";

const contentType = "application/octet-stream";
const connections = 64;
const body = messageText(0);

export const httpAppend: Row = {
  id: "http-append",
  what: "64 appends in flight over HTTP, loopback, FULL",
  anchorName: referenceServer,
  goal: 25,
  unit: "messages/s",
  async prepare(scale) {
    const seconds = scale.of(5);
    return { amount: 1, ...(await httpSides(scale, (root) => side(root, seconds))) };
  },
};

function side(root: string, seconds: number): Side {
  let url = "";
  let load: Load;
  let round = 0;
  return {
    async before() {
      url = `${root}round-${++round}`;
      await createStream(url, contentType);
    },
    async run() {
      load = await loadWithAppends({ url, contentType, body, connections, seconds });
      return load.elapsedMs / load.acknowledged;
    },
    async check() {
      const bytes = Buffer.concat(await readStream(url));
      const found = bytes.length / body.length;
      // Those that were under way at the end are stored, too, and nobody heard of it.
      if (found < load.acknowledged || found > load.acknowledged + connections) {
        throw new Error(`${load.acknowledged} appends were acknowledged, and ${found} are there`);
      }
      if (bytes.toString() !== body.repeat(found)) throw new Error("what is there is not what was appended");
    },
  };
}
